// The library without the command line: verifies a file of records and prints what it found.
//
// Usage: library_example RECORDS KEYS
#include "host/backend/registry.hpp"
#include "host/keys/key_file.hpp"
#include "host/run/pipeline.hpp"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: library_example RECORDS KEYS\n");
        return 2;
    }
    const std::vector<std::string> inputs{argv[1]};
    const std::vector<std::string> key_files{argv[2]};
    hmacsweep::Result<hmacsweep::keys::LoadedKeys> keys = hmacsweep::keys::load_key_files(key_files);
    hmacsweep::Result<hmacsweep::backend::ChosenBackend> backend =
        hmacsweep::backend::choose_backend({});    // after its self-test
    hmacsweep::Result<hmacsweep::OutputFile> results = hmacsweep::OutputFile::open("/dev/null", {});
    for (const hmacsweep::Error& error :
         {keys ? hmacsweep::Error{} : keys.error(), backend ? hmacsweep::Error{} : backend.error(),
          results ? hmacsweep::Error{} : results.error()}) {
        if (!error.message.empty()) {
            std::fprintf(stderr, "%s\n", error.message.c_str());
            return 2;
        }
    }

    hmacsweep::rules::RunOptions options;
    options.threads = 2;
    const hmacsweep::keys::KeyTable table(keys->store);
    std::vector<hmacsweep::input::Source> sources = hmacsweep::input::open_sources(inputs, options.shape.format);
    hmacsweep::StopFlag stop;
    const std::unique_ptr<hmacsweep::backend::Backend> opened = hmacsweep::backend::open_backend(*backend, table);
    const hmacsweep::report::Report report =
        hmacsweep::run::run({options, keys->store, table, *opened, backend->info->is_openssl}, sources,
                            hmacsweep::InputDigest::None, *results, stop, [](const hmacsweep::run::Progress&) {});
    for (std::size_t c = 0; c < hmacsweep::report::class_names.size(); ++c) {
        std::printf("%s %llu\n", hmacsweep::report::class_names[c].data(),
                    static_cast<unsigned long long>(report.counts.of(static_cast<hmacsweep::report::RecordClass>(c))));
    }
    return hmacsweep::report::exit_status(report, {});
}
