// The record index by pieces finds what framing from one end to the other finds: in every text of a few bytes wherever
// a piece ends in it, and in random ones with quotes, blank lines and carriage returns in all kinds of disorder.
#include "cuda/core/record_index.hpp"

#include "cuda/gpu/frame_check.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/frame_on_host.hpp"
#include "tests/support/records.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace hmacsweep::tests {
namespace {

using core::Frame;
using core::LineRules;

constexpr LineRules json_lines{{0, false}, false, true};
constexpr LineRules all_lines{{0, false}, false, false};
constexpr LineRules csv{{',', true}, true, true};
constexpr LineRules blanks_csv{{' ', true}, true, true};
constexpr LineRules tsv{{'\t', false}, true, true};
constexpr LineRules blank_rows{{',', true, false, true}, true, true};
constexpr LineRules copy_text{{'\t', false, true}, true, false};
constexpr std::array every_rules{json_lines, all_lines, csv, blanks_csv, tsv, blank_rows, copy_text};

const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}

struct Framed {
    std::vector<Frame> frames;
    std::uint32_t num_lines = 0;
};

Framed framed(std::string_view text, const LineRules& rules) {
    Framed all;
    const auto keep = [&](const Frame& frame) { all.frames.push_back(frame); };
    all.num_lines = (rules.is_table ? core::frame_table(bytes_of(text), text.size(), rules.syntax, keep)
                                    : core::frame_lines(bytes_of(text), text.size(), rules.skips_blank, keep))
                        .lines;
    return all;
}

/// Whether framing comes upon a quote that is left open.
bool is_left_open(std::string_view text, const LineRules& rules) {
    std::size_t begin = 0;
    while (rules.syntax.has_quotes && begin < text.size()) {
        core::RecordScan scan = core::scan_from(begin);
        if (!core::scan_record(bytes_of(text), text.size(), rules.syntax, scan)) {
            return scan.is_open();
        }
        begin = scan.position + 1;
    }
    return false;
}

bool is_same(const std::vector<Frame>& a, const std::vector<Frame>& b) {
    return std::ranges::equal(a, b, [](const Frame& x, const Frame& y) {
        return x.offset == y.offset && x.size == y.size && x.line == y.line;
    });
}

/// Whether pieces find what frame_lines() or frame_table() finds, or say that they cannot.
bool agrees(std::string_view text, const LineRules& rules, std::size_t num_places = 4096) {
    const Framed all = framed(text, rules);
    const FoundOnHost found = find_on_host(bytes_of(text), text.size(), rules, num_places);
    if (is_left_open(text, rules)) {
        return found.index.is_whole == 0;
    }
    return found.index.is_whole == 1 && is_same(found.frames, all.frames) && found.index.lines == all.num_lines &&
           gpu::frames_fault({bytes_of(text), text.size()}, rules, found.frames, found.index.lines).empty();
}

/// A text that is one record up to a few bytes before a piece's end.
std::string up_to_piece_end(std::size_t bytes_left) {
    return std::string(core::text_piece_bytes - bytes_left, 'x');
}

}    // namespace

TEST_CASE("pieces find every record of every text of a few bytes, wherever a piece ends in it") {
    constexpr std::string_view alphabet = "x\n\r\", \\.";
    for (const LineRules& rules : every_rules) {
        const std::size_t longest = rules.syntax.has_quotes ? 6 : 5;
        std::vector<std::size_t> digits(1, 0);
        std::uint64_t num_wrong = 0;
        std::string first_wrong;
        while (digits.size() <= longest) {
            std::string text;
            for (const std::size_t digit : digits) {
                text += alphabet[digit];
            }
            for (std::size_t left = 0; left < text.size(); left += digits.size() > 4 ? 3 : 1) {
                // Behind a record's text, and behind a line's end, where cells begin.
                for (const std::string& before :
                     {up_to_piece_end(left), up_to_piece_end(left + 1) + "\n", std::string()}) {
                    if (!agrees(before + text, rules, 16)) {
                        ++num_wrong;
                        first_wrong = first_wrong.empty() ? before + text : first_wrong;
                    }
                }
            }
            std::size_t place = 0;
            while (place < digits.size() && ++digits[place] == alphabet.size()) {
                digits[place++] = 0;
            }
            if (place == digits.size()) {
                digits.push_back(0);
            }
        }
        INFO("delimiter " << int{rules.syntax.delimiter} << ", quotes " << rules.syntax.has_quotes);
        INFO(first_wrong);
        CHECK(num_wrong == 0);
    }
}

TEST_CASE("pieces find every record of random texts of many pieces") {
    Random random("pieces of random texts");
    for (const std::string_view alphabet :
         {"abcdefgh,\n", "ab\n\n\r \t", "a,\"\n", "abcdefghijklmnop,,,\"\"\"\"\n", "\"\n", "a\\.\n\r\t", "\n", " "}) {
        for (int round = 0; round < 60; ++round) {
            std::string text;
            for (std::uint64_t left = 1 + random.below(3000); left > 0; --left) {
                text += alphabet[random.below(alphabet.size())];
            }
            // One quote in two texts is closed, so that quotes are not left open in all but a few.
            text += random.one_in(2) ? "\"" : "";
            text += random.one_in(2) ? "\n" : "";
            for (const LineRules& rules : every_rules) {
                CAPTURE(text);
                REQUIRE(agrees(text, rules));
            }
        }
    }
}

TEST_CASE("pieces find every record of the texts that the fuzzers keep") {
    std::size_t num_texts = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::string(HMACSWEEP_SOURCE_DIR) + "/tests/fuzz/corpus")) {
        if (!entry.is_regular_file() || entry.file_size() == 0) {
            continue;
        }
        const std::string text = read_file(entry.path());
        ++num_texts;
        for (const LineRules& rules : every_rules) {
            CAPTURE(entry.path().string());
            CHECK(agrees(text, rules, text.size()));
        }
    }
    CHECK(num_texts > 20);
}

TEST_CASE("more lines than there are places for are not taken for all of them") {
    const std::string text = "a\nb\n\nc\nd";
    CHECK(agrees(text, json_lines, 5));
    CHECK(agrees(text + "\n", json_lines, 5));
    for (const std::size_t num_places : {1U, 2U, 4U}) {
        CAPTURE(num_places);
        CHECK(find_on_host(bytes_of(text), text.size(), json_lines, num_places).index.is_whole == 0);
    }
}

TEST_CASE("frames that cannot be a text's are found out") {
    for (const auto& [text, rules] :
         std::vector<std::pair<std::string, LineRules>>{{"one\n\n \r\ntwo\r\nthree\nfour", json_lines},
                                                        {"1,\"a\nb\"\n\n2,\"c\"\r\n3,d\n4,\"\n\n\"\n", csv},
                                                        {"x\n1\n\n", all_lines}}) {
        CAPTURE(text);
        const std::span<const std::uint8_t> bytes(bytes_of(text), text.size());
        const Framed all = framed(text, rules);
        REQUIRE(gpu::frames_fault(bytes, rules, all.frames, all.num_lines).empty());
        CHECK_FALSE(gpu::frames_fault(bytes, rules, all.frames, all.num_lines + 1).empty());
        CHECK_FALSE(gpu::frames_fault(bytes, rules, {}, all.num_lines).empty());
        for (std::size_t i = 0; i < all.frames.size(); ++i) {
            const auto is_found_out = [&](auto&& change) {
                std::vector<Frame> changed = all.frames;
                change(changed);
                return !gpu::frames_fault(bytes, rules, changed, all.num_lines).empty();
            };
            CHECK(is_found_out([&](auto& frames) { frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(i)); }));
            CHECK(is_found_out([&](auto& frames) { frames.insert(frames.begin(), frames[i]); }));
            CHECK(is_found_out([&](auto& frames) { frames[i] = {0, 0, 0}; }));
            CHECK(is_found_out([&](auto& frames) { frames[i].size = 0xffffffff; }));
            CHECK(is_found_out([&](auto& frames) { frames[i].offset = 0xffffffff; }));
            for (const std::uint32_t by : {1U, 0xffffffffU}) {
                CHECK(is_found_out([&](auto& frames) { frames[i].offset += by; }));
                CHECK(is_found_out([&](auto& frames) { frames[i].size += by; }));
                CHECK(is_found_out([&](auto& frames) { frames[i].line += by; }));
            }
            if (i > 0) {
                CHECK(is_found_out([&](auto& frames) { std::swap(frames[i], frames[i - 1]); }));
                CHECK(is_found_out([&](auto& frames) {    // two records in one
                    frames[i - 1].size = frames[i].offset + frames[i].size - frames[i - 1].offset;
                    frames.erase(frames.begin() + static_cast<std::ptrdiff_t>(i));
                }));
            }
        }
    }
}

}    // namespace hmacsweep::tests
