// Archives with any damage: what can be read without an error is all that the archive was made of, or, in a tar, which
// has no checksum of its members' content, all its bytes are accounted for.
#include "host/input/archive/archive_walk.hpp"
#include "host/input/slab_reader.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/compressed.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <map>

namespace hmacsweep::tests {
namespace {

/// What reading an archive gives.
struct Members {
    std::map<std::string, std::string> contents;    ///< by name
    bool is_whole = true;                           ///< no input has an error, and no member was passed over
};

Members read_members(const std::string& path) {
    const std::vector<std::string> names{path};
    format::Shape shape;
    shape.format = format::InputFormat::JsonLines;
    input::Inputs inputs = input::open_inputs(names, shape, {});
    const StopFlag stop;
    input::SlabReader reader(inputs.sources, {.slab_bytes = 4096}, stop);
    Members members;
    input::Slab slab;
    while (reader.next(slab)) {
        members.contents[inputs.sources[slab.source].name].append(slab.data(), slab.data() + slab.size);
    }
    members.is_whole =
        std::ranges::all_of(inputs.sources, [](const input::Source& source) { return source.error.empty(); }) &&
        std::ranges::all_of(inputs.passed_over, &input::PassedOver::is_accepted);
    return members;
}

std::string damaged(std::string bytes, Random& random) {
    const std::size_t at = random.below(bytes.size());
    const std::size_t size = 1 + random.below(std::min<std::size_t>(bytes.size() - at, 100));
    switch (random.below(5)) {
        case 0:
            for (std::size_t i = at; i < at + size; ++i) {
                bytes[i] = static_cast<char>(random.below(256));
            }
            return bytes;
        case 1:
            return bytes.erase(at, size);
        case 2:
            return bytes.insert(at, bytes.substr(random.below(bytes.size()), size));
        case 3:
            bytes[at] = static_cast<char>(bytes[at] ^ (1 << random.below(8)));
            return bytes;
        default:
            return bytes.erase(at / 512 * 512, 512 * (1 + random.below(3)));    // whole blocks of a tar
    }
}

/// The bytes that a tar of such members has before the zeros at its end.
std::size_t tar_bytes(const Members& members) {
    std::size_t bytes = 0;
    for (const auto& [name, content] : members.contents) {
        bytes += 512 + ((content.size() + 511) / 512 * 512);
    }
    return bytes;
}

}    // namespace

TEST_CASE("of an archive with any damage nothing is missing without an error") {
    if (!input::can_read_archives()) {
        HMACSWEEP_SKIP("this build cannot read archives");
    }
    Random random("damage to archives");
    const TempDir folder;
    for (const std::string name : {"a.jsonl", "b.jsonl", "c.jsonl"}) {
        std::string text;
        for (std::size_t i = 0; i < 10 + random.below(40); ++i) {
            text += std::to_string(random.below(1'000'000'000)) + std::string(random.below(60), 'x') + "\n";
        }
        folder.write(name, text);
    }
    ProcessOptions options;
    options.folder = folder.path();
    for (const std::string make : {"tar --format=ustar -b1 -cf x *.jsonl", "zip -q x.zip *.jsonl && mv x.zip x",
                                   "zip -q -0 x.zip *.jsonl && mv x.zip x", "tar -czf x *.jsonl",
                                   "7z a x.7z *.jsonl && mv x.7z x", "7z a -mx=0 x.7z *.jsonl && mv x.7z x"}) {
        CAPTURE(make);
        const std::string tool = make.substr(0, make.find(' '));
        if (run_process({"sh", "-c", "command -v " + tool}).status != 0) {
            say_skipped(tool + " is not there");
            continue;
        }
        REQUIRE(run_process({"sh", "-c", make}, options).status == 0);
        const std::string path = folder.file("x");
        const std::string bytes = folder.read("x");
        const Members whole = read_members(path);
        REQUIRE(whole.is_whole);
        REQUIRE(whole.contents.size() == 3);
        const bool is_tar = make.starts_with("tar --format");
        std::size_t num_errors = 0;
        for (int i = 0; i < 300; ++i) {
            const std::string changed = damaged(bytes, random);
            folder.write("x", changed);
            const Members members = read_members(path);
            num_errors += members.is_whole ? 0 : 1;
            if (!members.is_whole || !members.contents.contains(path + "!a.jsonl")) {
                continue;    // or no archive any more
            }
            if (is_tar) {
                CHECK(changed.find_first_not_of('\0', tar_bytes(members)) == std::string::npos);
            } else {
                CHECK((members.contents == whole.contents));
            }
        }
        CHECK(num_errors > 50);
        std::filesystem::remove(path);
    }
}

}    // namespace hmacsweep::tests
