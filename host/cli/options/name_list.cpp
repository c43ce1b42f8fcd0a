#include "host/cli/options/name_list.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/fd.hpp"
#include "host/input/key_document.hpp"
#include "host/keys/key_source.hpp"

#include <algorithm>
#include <climits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

namespace hmacsweep::cli {
namespace {

/// Some millions of names.
constexpr std::size_t max_list_bytes = std::size_t{1} << 30;

Result<std::vector<std::string>> parse(std::string_view text, std::string_view path) {
    std::vector<std::string> names;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\0'), text.size());
        if (end == 0) {
            return Error{
                fmt::format("--files0-from {}: name {} is empty; one NUL ends each name, as find -print0 "
                            "writes them",
                            path, names.size() + 1)};
        }
        if (end >= PATH_MAX) {
            return Error{
                fmt::format("--files0-from {}: name {} has {} bytes, more than a path may have; one NUL "
                            "follows each name",
                            path, names.size() + 1, grouped(end))};
        }
        names.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (path == "-" && std::ranges::count(names, "-") != 0) {
        return Error{"--files0-from -: standard input has the names, and cannot be an input (-) as well"};
    }
    return names;
}

}    // namespace

Result<NameList> read_name_list(const std::string& path, std::span<const std::string> key_files) {
    const Result<Fd> fd = open_for_reading(path);
    if (!fd) {
        return fd.error();
    }
    const Error refusal{fmt::format("--files0-from {}: it is a key file, not a list of names", path)};
    NameList list;
    struct stat status{};
    if (::fstat(fd->get(), &status) == 0 && S_ISREG(status.st_mode)) {
        list.file = identity_of(status);
    }
    const auto is_list = [&](const std::string& key_file) {
        return list.file && identity_of(keys::parse_key_source(key_file).path) == list.file;
    };
    if (std::ranges::any_of(key_files, is_list)) {
        return refusal;
    }
    const Result<SecretBytes> text = read_all(fd->get(), path, max_list_bytes);
    if (!text) {
        return text.error();
    }
    if (input::KeyDocument().look(as_text(text->bytes())) == input::KeyDocument::Answer::Yes) {
        return refusal;
    }
    Result<std::vector<std::string>> names = parse(as_text(text->bytes()), path);
    if (!names) {
        return names.error();
    }
    list.names = std::move(*names);
    return list;
}

}    // namespace hmacsweep::cli
