#include "host/audit/sections.hpp"
#include "host/base/counts_text.hpp"
#include "host/html/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

std::string item(std::string_view html) {
    return fmt::format("<li>{}</li>\n", html);
}

/// What options let through that would not pass without them.
std::string limits_of_options(const report::Summary& summary) {
    std::string items;
    const auto add_if = [&](const char* option, std::string_view html) {
        if (summary.has_option(option)) {
            items += item(html);
        }
    };
    add_if("--min-mac-bytes",
           "<b>Truncated MACs counted as valid</b> (--min-mac-bytes): the shorter a MAC, the easier "
           "it is to hit by chance.");
    add_if("--ignore-key-state", "<b>Keys that are disabled or pending deletion were used</b> (--ignore-key-state).");
    add_if("--max-invalid",
           "<b>The run was told to stop at a number of wrong MACs</b> (--max-invalid): there may be more "
           "behind them.");
    if (summary.has_candidates) {
        items += item(
            "<b>Several keys were tried</b> on records that name none: a valid record is right under the key that "
            "is named for it, and nothing says that it was meant to be under that one.");
    }
    return items;
}

/// How an input's digest is computed without this program.
std::string digest_commands(const report::Summary& summary) {
    std::string lines;
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < summary.sources.size() && i < most; ++i) {
        const report::Summary::Source& source = summary.sources[i];
        if (!source.sha256.empty()) {
            lines += fmt::format("echo {} | sha256sum -c\n", html::shell_word(source.sha256 + "  " + source.name));
        }
    }
    return lines;
}

std::string command_lines(const report::Summary& summary) {
    std::string line;
    for (const std::string& word : summary.command) {
        line += fmt::format("{}{}", line.empty() ? "" : " ", html::shell_word(word));
    }
    if (!line.empty() && summary.cross_check == "sample" && !summary.has_option("--cross-check-seed")) {
        line += fmt::format(" --cross-check-seed {}", summary.seed);
    }
    return line;
}

std::string block(const std::string& raw) {
    return fmt::format("<pre>{}</pre>\n", html::text(raw));
}

/// Line feeds are ends of lines here.
std::string lines_block(const std::string& raw) {
    std::string lines;
    for (std::size_t begin = 0; begin < raw.size();) {
        const std::size_t end = std::min(raw.find('\n', begin), raw.size());
        lines += html::text(std::string_view(raw).substr(begin, end - begin)) + "\n";
        begin = end + 1;
    }
    return fmt::format("<pre>{}</pre>\n", lines);
}

}    // namespace

std::string limits_section(const report::Summary& summary) {
    std::string items;
    const std::uint64_t open = summary.records - summary.classes.of(report::RecordClass::Valid) -
                               summary.classes.of(report::RecordClass::Invalid);
    if (open != 0) {
        items +=
            item(fmt::format("<b>Anything about the {} that could not be verified.</b> They are neither right nor "
                             "wrong: nothing was compared.",
                             plural(open, "record")));
    }
    if (summary.is_chained) {
        items += item(
            "<b>That nothing is missing at the end of a chain</b>, unless its last MAC was known "
            "(--chain-end) or the number of records (--expect-records). Within a chain, records that were "
            "removed, put in or moved are findings.");
    } else if (std::ranges::any_of(summary.value_checks, &report::Summary::ValueCheck::is_sequence)) {
        items += item(
            "<b>That nothing is missing before the first number of a sequence, or after the last</b>, unless the "
            "number of records was known (--expect-records). Gaps, repeats and steps back between them are findings.");
    } else if (!summary.value_checks.empty()) {
        items += item(
            "<b>That no record is missing.</b> Anyone who removes a record removes its MAC with it. Values that occur "
            "more than once are findings (--unique).");
    } else {
        items +=
            item(summary.has_option("--expect-records")
                     ? "<b>That no record was replaced by a copy of another.</b> The number of records is the "
                       "expected one; a copied record carries a MAC that is right."
                     : "<b>That no record is missing.</b> Anyone who removes a record removes its MAC with it, and a "
                       "copied record carries a MAC that is right.");
    }
    items += item(
        "<b>Who made a MAC, and when.</b> Anyone who had the key could make one at any time, and the same key "
        "verifies and makes.");
    items += item(
        "<b>That what a MAC does not cover is unaltered.</b> Only the message is covered: not Ids, not other "
        "columns or fields, not the order of records.");
    items += item(
        "<b>That the keys were the right ones.</b> A fingerprint is the first 16 hex digits of the key's HMAC over "
        "the text <code>hmacsweep key fingerprint v1</code>, under its own algorithm or HMAC-SHA-256: compare it "
        "with what the key's owner computes, in KMS by GenerateMac.");
    items += item(
        "<b>That the inputs are the ones that matter.</b> Their SHA-256 says which bytes were read, not where they "
        "came from.");
    if (summary.cross_check != "all") {
        items += item(
            "<b>That each valid record was recomputed twice.</b> Every invalid one was; of the valid ones only those "
            "of the cross-check (--cross-check all does all).");
    }
    items += limits_of_options(summary);
    items +=
        item("<b>That this page is as it was written.</b> It is not signed: keep its own digest, or make it anew.");
    return fmt::format("<ul>\n{}</ul>\n", items);
}

std::string reproduction_section(const report::Summary& summary) {
    std::string out = "<ol>\n";
    const std::string digests = digest_commands(summary);
    out +=
        item(digests.empty() ? std::string("Have the same inputs. No digest of them was computed that standard tools "
                                           "can check (--input-digest sha256).")
                             : fmt::format("Have the same inputs:{}", lines_block(digests)));
    out +=
        item(fmt::format("Have the same keys: <code>hmacsweep keys list --keys FILE</code> prints fingerprints. Have "
                         "hmacsweep {}.",
                         html::text(summary.version)));
    const std::string command = command_lines(summary);
    out += item(command.empty() ? std::string("Run <code>hmacsweep verify</code> with the options above.")
                                : fmt::format("Run what was run, in the same folder:{}", block(command)));
    std::string end = "Compare the five counts";
    if (!summary.results.sha256.empty() && summary.results.lines != 0) {
        end += fmt::format(
            ", and the SHA-256 of the results, which do not depend on threads, backend or machine: <span "
            "class=\"h\">{}</span>",
            html::text(summary.results.sha256));
    }
    return out + item(end + ".") +
           "</ol>\n<p>This page can be made again from a stored summary and its results: <code>hmacsweep report "
           "summary.json "
           "results.jsonl -o report.html</code>.</p>\n";
}

}    // namespace hmacsweep::audit
