// Fuzz target: results and summaries that anybody may have changed. What is read of a result line must lie within it,
// and be UTF-8; a summary that is taken has counts that can be compared, and no words about one quote it.
#include "host/base/encoding.hpp"
#include "host/report/stored_line.hpp"
#include "host/report/summary.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>

namespace hmacsweep::tests {
namespace {

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

void check_member(const report::StoredLine& line, std::string_view text, std::string_view name) {
    const std::string_view raw = line.raw(name);
    const std::less_equal<const char*> is_before;
    if (!raw.empty() &&
        !(is_before(text.data(), raw.data()) && is_before(raw.data() + raw.size(), text.data() + text.size()))) {
        fail("a member lies outside of its line");
    }
    if (raw.empty() && (line.number(name) || line.flag(name) || line.text(name))) {
        fail("a member has a value and is not there");
    }
    for (const auto& words : {line.text(name), line.error_text(name)}) {
        if (words && !is_utf8(*words)) {
            fail("a text is not UTF-8");
        }
    }
}

void check_lines(std::string_view text) {
    constexpr std::array<std::string_view, 9> names{"Record",   "Line",  "Offset", "Source", "Id",
                                                    "MacValid", "Error", "Code",   "Message"};
    report::StoredLine line;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string copy(text.substr(begin, end - begin));    // so that nothing behind it can be read
        if (line.parse(copy)) {
            for (const std::string_view name : names) {
                check_member(line, copy, name);
            }
        }
        begin = end + 1;
    }
}

void check_summary(std::string_view text) {
    const Result<report::Summary> evidence = report::parse_summary(text);
    if (evidence) {
        static_cast<void>(report::contradictions(*evidence));
    } else if (!std::ranges::all_of(evidence.error().message, [](char c) { return c >= ' ' && c <= '~'; })) {
        fail("words about a summary quote it");
    }
}

}    // namespace

void check(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_lines(text);
    check_summary(text);
}

}    // namespace hmacsweep::tests

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    hmacsweep::tests::check(data, size);
    return 0;
}
