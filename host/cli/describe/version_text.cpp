#include "host/cli/describe/version_text.hpp"

#include "host/backend/registry.hpp"
#include "host/base/version.hpp"
#include "host/cli/build_facts.hpp"
#include "host/cli/commit.hpp"

#include <openssl/crypto.h>

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

std::string row(std::string_view name, std::string_view value) {
    return fmt::format("{:<21}  {}\n", name, value);
}

}    // namespace

std::string verbose_version_text() {
    const BuildFacts facts = build_facts();
    std::string here;
    std::string elsewhere;
    for (const backend::BackendInfo& info : backend::backends()) {
        std::string& names = info.probe({}).is_available ? here : elsewhere;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", info.name);
    }
    std::string text = fmt::format("hmacsweep {}\n", version());
    text += row("commit", fmt::format("{} of {}", commit(), commit_date()));
    text += row("compiler", facts.compiler);
    text += row("GPU code", facts.gpu_code);
    text += row("backends here", here);
    text += row("not on this machine", elsewhere.empty() ? "none" : elsewhere);
    text += row("OpenSSL in use", OpenSSL_version(OPENSSL_VERSION));
    for (const Library& library : facts.libraries) {
        text += row(library.package, library.version);
    }
    return text;
}

}    // namespace hmacsweep::cli
