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
    hmacsweep::Result<hmacsweep::LoadedKeys> keys = hmacsweep::load_key_files(key_files);
    hmacsweep::Result<hmacsweep::ChosenBackend> backend = hmacsweep::choose_backend({});    // after its self-test
    hmacsweep::Result<hmacsweep::io::OutputFile> results = hmacsweep::io::OutputFile::open("/dev/null", {});
    for (const hmacsweep::Error& error :
         {keys ? hmacsweep::Error{} : keys.error(), backend ? hmacsweep::Error{} : backend.error(),
          results ? hmacsweep::Error{} : results.error()}) {
        if (!error.message.empty()) {
            std::fprintf(stderr, "%s\n", error.message.c_str());
            return 2;
        }
    }

    hmacsweep::RunOptions options;
    options.threads = 2;
    const hmacsweep::KeyTable table(keys->store);
    std::vector<hmacsweep::io::Source> sources = hmacsweep::io::open_sources(inputs, options.shape.format);
    hmacsweep::StopFlag stop;
    const std::unique_ptr<hmacsweep::Backend> opened = hmacsweep::open_backend(*backend, table);
    const hmacsweep::Report report =
        hmacsweep::run({options, keys->store, table, *opened, backend->info->is_openssl}, sources,
                       hmacsweep::io::InputDigest::None, *results, stop, [](const hmacsweep::Progress&) {});
    for (std::size_t c = 0; c < hmacsweep::class_names.size(); ++c) {
        std::printf("%s %llu\n", hmacsweep::class_names[c].data(),
                    static_cast<unsigned long long>(report.counts.of(static_cast<hmacsweep::RecordClass>(c))));
    }
    return hmacsweep::exit_status(report, {});
}
