// Files as messages: how they are opened, and what becomes of one that is changed while it is read.
#include "host/base/open_beneath.hpp"
#include "host/judge/checker.hpp"
#include "host/judge/cross_check.hpp"
#include "host/judge/file_message.hpp"
#include "host/reader/steps/manifest_line.hpp"

#include "host/judge/framing.hpp"
#include "reference/hmac.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <filesystem>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>

namespace hmacsweep::tests {
namespace {

/// A slab with a record of a short file and one of a long file, and outcomes that a test writes.
class FileRecords {
public:
    FileRecords() {
        options_.cross_check = rules::CrossCheck::All;
        Result<format::Recipe> recipe = format::parse_recipe("{path:file}");
        REQUIRE(recipe);
        options_.shape.recipe = std::move(*recipe);
        options_.shape.base = dir.path().string();
        slab_.shape = std::make_shared<const format::Shape>(options_.shape);
        std::string text;
        for (const auto& [name, size] : {std::pair("short", 100), {"long", 200'000}}) {
            const std::string content(static_cast<std::size_t>(size), 'x');
            dir.write(name, content);
            text += R"({"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","path":")" + std::string(name) + R"(","Mac":")";
            append_base64(text, reference_hmac(Algorithm::HmacSha256, pattern(32), as_bytes(content)));
            text += "\"}\n";
        }
        slab_.size = text.size();
        slab_.buffer.assign(as_bytes(text));
        judge::frame_slab(slab_, result_.framing);
        result_.outcomes.resize(2);
        for (std::size_t i = 0; i < 2; ++i) {
            judge::FileMessage message;
            const std::vector<reader::MessageFile> files{{0, i == 0 ? "short" : "long"}};
            reader::Record record;
            record.files = files;
            REQUIRE_FALSE(message.open(options_.shape.base, record).is_set());
            result_.outcomes[i].verdict = Verdict::Valid;
            result_.set_rare(i).file_stamp = message.stamp();
        }
    }

    Verdict& verdict(std::size_t frame) { return result_.outcomes[frame].verdict; }
    std::vector<std::uint32_t> disagreements() {
        cross_check_.check({slab_, result_});
        return result_.disagreements;
    }

    TempDir dir;

private:
    static keys::KeyStore one_key() {
        std::vector<keys::Key> keys;
        keys.push_back(make_key("k", pattern(32)));
        return make_store(std::move(keys));
    }

    rules::RunOptions options_;
    keys::KeyStore keys_ = one_key();
    keys::KeyTable table_{keys_};
    std::unique_ptr<backend::Backend> backend_ = lying_backend("throws").open(table_, {});
    judge::RunContext context_{options_, table_, *backend_};
    judge::CrossCheck cross_check_{context_};
    input::Slab slab_;
    judge::SlabResult result_;
};

/// A text that is read in pieces of `step` bytes.
class Pieces : public reader::MessageStream {
public:
    explicit Pieces(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
    [[nodiscard]] std::uint64_t size() const override { return text_.size(); }
    [[nodiscard]] bool read(const std::function<void(Bytes)>& take) override {
        for (std::size_t at = 0; at < text_.size(); at += step_) {
            take(as_bytes(text_).subspan(at, std::min(step_, text_.size() - at)));
        }
        return true;
    }

private:
    std::string text_;
    std::size_t step_;
};

}    // namespace

TEST_CASE("the cross-check reads files again: it finds a wrong verdict, and a file that is another by now has none") {
    using Frames = std::vector<std::uint32_t>;
    CHECK(FileRecords().disagreements().empty());
    for (std::uint32_t frame = 0; frame < 2; ++frame) {
        const std::string name = frame == 0 ? "short" : "long";
        for (const Verdict wrong : {Verdict::Invalid, Verdict::KeyNotFound, Verdict::NotJudged}) {
            FileRecords made;
            made.verdict(frame) = wrong;
            CHECK(made.disagreements() == Frames{frame});
        }
        for (const Verdict verdict : {Verdict::Valid, Verdict::Invalid}) {
            FileRecords changed;
            changed.verdict(frame) = verdict;
            changed.dir.write(name, std::string(frame == 0 ? 101 : 200'001, 'x'));
            CHECK(changed.disagreements().empty());
            CHECK(changed.verdict(frame) == Verdict::FileChanged);
            CHECK(changed.verdict(1 - frame) == Verdict::Valid);
            FileRecords removed;
            removed.verdict(frame) = verdict;
            std::filesystem::remove(removed.dir.file(name));
            CHECK(removed.disagreements().empty());
            CHECK(removed.verdict(frame) == Verdict::FileChanged);
        }
    }
}

TEST_CASE("both ways to look a path up agree, and none leaves the folder") {
    const TempDir dir;
    dir.write("base/a", "x");
    dir.write("base/sub/b", "y");
    dir.write("out", "z");
    const std::string base = dir.file("base/");
    std::filesystem::create_symlink("a", base + "link");
    std::filesystem::create_symlink("..", base + "up");
    std::filesystem::create_symlink("sub", base + "to_sub");
    REQUIRE(::mkfifo((base + "pipe").c_str(), 0600) == 0);
    const Fd folder(::open(base.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::vector<std::pair<std::string, OpenFault>> rows{
        {"a", OpenFault::None},
        {"./sub//b", OpenFault::None},
        {"sub/../a", OpenFault::None},
        {"link", OpenFault::Link},
        {"to_sub/b", OpenFault::Link},
        {"up/out", OpenFault::Link},
        {"sub/../up/out", OpenFault::Link},
        {"..", OpenFault::Outside},
        {"../out", OpenFault::Outside},
        {"sub/../../out", OpenFault::Outside},
        {base + "a", OpenFault::Outside},
        {"none", OpenFault::NotFound},
        {"none/a", OpenFault::NotFound},
        {"a/x", OpenFault::NotFound},
        {"a/", OpenFault::NotFound},
        {"pipe", OpenFault::NotRegular},
        {"sub", OpenFault::NotRegular},
        {"sub/", OpenFault::NotRegular},
        {".", OpenFault::NotRegular},
        {"sub/..", OpenFault::NotRegular},
        {std::string(300, 'n'), OpenFault::Unreadable},
    };
    for (const auto& [path, fault] : rows) {
        for (const PathLookUp how : {PathLookUp::Kernel, PathLookUp::Walk}) {
            const OpenedFile opened = open_beneath(folder.get(), path, how);
            CAPTURE(path, how == PathLookUp::Walk, opened.words);
            CHECK(opened.fault == fault);
            CHECK((opened.fd.get() >= 0) == (fault == OpenFault::None));
        }
    }
}

TEST_CASE("a file that was changed since it was opened has no message") {
    const TempDir dir;
    dir.write("file", std::string(200'000, 'x'));
    const std::vector<reader::MessageFile> files{{0, "file"}};
    reader::Record record;
    record.files = files;
    judge::FileMessage message;
    REQUIRE_FALSE(message.open(dir.path().string(), record).is_set());
    REQUIRE(record.stream == &message);
    CHECK(record.files.empty());
    CHECK(record.message_bytes() == 200'000);
    std::size_t bytes = 0;
    CHECK(message.read([&](Bytes piece) { bytes += piece.size(); }));
    CHECK(bytes == 200'000);

    SECTION("longer") {
        dir.write("file", std::string(200'001, 'x'));
    }
    SECTION("shorter") {
        dir.write("file", std::string(199'999, 'x'));
    }
    SECTION("of the same size, while it is read") {
        bool is_first = true;
        CHECK_FALSE(message.read([&](Bytes) {
            if (std::exchange(is_first, false)) {
                // As another file, so that the time of change differs whatever the clock's grain is.
                std::filesystem::last_write_time(dir.file("file"), std::filesystem::file_time_type());
            }
        }));
    }
    CHECK_FALSE(message.read([](Bytes) {}));
    CHECK(message.fault().verdict == Verdict::FileChanged);
    CHECK(message.fault().reason.find("changed while it was read") != std::string::npos);
    const std::uint64_t before = message.stamp();
    record.files = files;
    record.stream = nullptr;
    REQUIRE_FALSE(message.open(dir.path().string(), record).is_set());
    CHECK(message.stamp() != before);
}

TEST_CASE("of several MACs of a message in pieces any may be the right one, and a wrong length is none") {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", pattern(32)));
    const keys::KeyStore store = make_store(std::move(keys));
    const keys::KeyTable table(store);
    const std::unique_ptr<judge::Checker> checker = judge::make_openssl_checker(table);
    const std::string text(1000, 'x');
    const ByteVector right = reference_hmac(Algorithm::HmacSha256, pattern(32), as_bytes(text));
    const ByteVector wrong(right.size(), 1);
    const auto matches = [&](Bytes first, std::vector<Bytes> more) {
        Pieces pieces(text, 100);
        reader::Record record;
        record.algorithm = Algorithm::HmacSha256;
        record.mac = first;
        record.more_macs = more;
        record.stream = &pieces;
        return judge::any_mac_matches(*checker, 0, record, 0);
    };
    CHECK(matches(right, {}));
    CHECK(matches(right, {wrong}));
    CHECK(matches(wrong, {wrong, right}));
    CHECK_FALSE(matches(wrong, {wrong}));
    CHECK_FALSE(matches(wrong, {Bytes(right).first(20)}));
}

TEST_CASE("both checkers make the same MAC of pieces as of the whole, around the ends of blocks") {
    const keys::KeyStore store = make_store([] {
        std::vector<keys::Key> keys;
        keys.push_back(make_key("k", as_bytes("0123456789")));
        return keys;
    }());
    const keys::KeyTable table(store);
    for (const std::unique_ptr<judge::Checker>& checker :
         {judge::make_openssl_checker(table), judge::make_core_checker(table)}) {
        for (const Algorithm algorithm :
             {Algorithm::HmacSha224, Algorithm::HmacSha256, Algorithm::HmacSha384, Algorithm::HmacSha512}) {
            for (const std::size_t size : {0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 1000}) {
                for (const std::size_t step : {1, 7, 64, 100, 128, 1000}) {
                    std::string text(size, 'a');
                    for (std::size_t i = 0; i < size; ++i) {
                        text[i] = static_cast<char>(i * 7);
                    }
                    std::vector<std::uint8_t> mac(core::digest_bytes(algorithm));
                    Pieces pieces(text, step);
                    CAPTURE(size, step);
                    REQUIRE(checker->compute(0, algorithm, pieces, mac));
                    reference::Hmac reference(name_of(algorithm), as_bytes("0123456789"));
                    CHECK(reference.matches(as_bytes(text), mac));
                }
            }
        }
    }
}

}    // namespace hmacsweep::tests
