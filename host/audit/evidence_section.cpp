#include "host/audit/sections.hpp"
#include "host/base/counts_text.hpp"
#include "host/html/table.hpp"
#include "host/html/text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::audit {
namespace {

/// More rows than that make a page slow; the summary has them all.
constexpr std::size_t most_listed = 1000;
constexpr std::size_t longest_name = 500;

std::string name_of(const std::string& name) {
    return html::name(html::shortened(name, longest_name));
}

std::string bytes_of(std::uint64_t bytes) {
    return plural(bytes, "byte");
}

std::string digest_of(const report::Summary::Source& source) {
    if (!source.sha256.empty()) {
        return fmt::format("<span class=\"h\">{}</span>", html::text(source.sha256));
    }
    if (!source.tree_sha256.empty()) {
        return fmt::format("tree digest <span class=\"h\">{}</span>", html::text(source.tree_sha256));
    }
    return source.error.empty() ? "<span class=\"soft\">not computed</span>"
                                : "<span class=\"soft\">none: not read whole</span>";
}

std::string rest_of(std::size_t shown, std::size_t all, std::string_view what) {
    return shown >= all ? std::string()
                        : fmt::format("<p>{} more {} not shown here; the summary (--summary) has all {}.</p>\n",
                                      grouped(all - shown), what, grouped(all));
}

std::string inputs_table(const report::Summary& summary) {
    html::Table table("Inputs, in the order in which they were read",
                      {{"input"}, {"size", html::Align::End}, {"records", html::Align::End}, {"SHA-256"}});
    const std::size_t shown = std::min(summary.sources.size(), most_listed);
    for (std::size_t i = 0; i < shown; ++i) {
        const report::Summary::Source& source = summary.sources[i];
        std::string name = name_of(source.name);
        if (!source.compression.empty()) {
            name += fmt::format("<br><span class=\"soft\">{}, {} decompressed</span>", html::text(source.compression),
                                html::size(source.content_bytes));
        }
        if (!source.charset.empty()) {
            name += fmt::format("<br><span class=\"soft\">converted from {}</span>", html::text(source.charset));
        }
        if (!source.error.empty()) {
            name += fmt::format("<br>not read whole: {}", html::text(html::shortened(source.error, longest_name)));
        }
        table.add({name, bytes_of(source.bytes), grouped(source.records), digest_of(source)});
    }
    std::string out = table.html() + rest_of(shown, summary.sources.size(), "inputs are");
    if (summary.num_blank_lines != 0) {
        out += fmt::format("<p>{} passed over.</p>\n", plural(summary.num_blank_lines, "blank line", "was", "were"));
    }
    return out;
}

std::string passed_over_table(const report::Summary& summary) {
    if (summary.passed_over.empty()) {
        return {};
    }
    html::Table table("Files of the inputs' folders that were passed over: nothing in them was judged",
                      {{"file"}, {"why"}, {"forbids a PASS"}});
    const std::size_t shown = std::min(summary.passed_over.size(), most_listed);
    for (std::size_t i = 0; i < shown; ++i) {
        const report::Summary::PassedOver& file = summary.passed_over[i];
        table.add({name_of(file.name), html::text(html::shortened(file.reason, longest_name)),
                   file.is_accepted ? "no" : "yes"});
    }
    std::string out = table.html();
    if (shown < summary.num_passed_over) {
        out += fmt::format("<p>{} more files were passed over.</p>\n", grouped(summary.num_passed_over - shown));
    }
    return out;
}

std::string keys_table(const report::Summary& summary) {
    html::Table table("Keys, by the fingerprint that anyone with access to the key can compute",
                      {{"key"},
                       {"fingerprint"},
                       {"records", html::Align::End},
                       {"valid", html::Align::End},
                       {"invalid", html::Align::End},
                       {"unverifiable", html::Align::End},
                       {"untagged", html::Align::End},
                       {"malformed", html::Align::End}});
    const std::size_t shown = std::min(summary.keys.size(), most_listed);
    for (std::size_t i = 0; i < shown; ++i) {
        const report::Summary::Key& key = summary.keys[i];
        std::vector<std::string> cells{name_of(key.name),
                                       key.fingerprint.empty()
                                           ? "<span class=\"soft\">no material</span>"
                                           : fmt::format("<span class=\"h k\">{}</span>", html::text(key.fingerprint)),
                                       grouped(key.records)};
        for (const std::uint64_t count : key.classes.counts) {
            cells.push_back(grouped(count));
        }
        table.add(cells);
    }
    std::string out = table.is_empty() ? "<p>No record was under any of the keys at hand.</p>\n" : table.html();
    out += rest_of(shown, summary.keys.size(), "keys are");
    if (summary.without_key != 0) {
        out += fmt::format("<p>{} under none of these keys.</p>\n", plural(summary.without_key, "record", "is", "are"));
    }
    return out;
}

/// `count`: the number of lines or records that the output has, each of which is a `what`.
std::string output_of(const report::Summary::Output& output, std::uint64_t count, std::string_view what) {
    std::string words = fmt::format("{}: {}, {}", html::name(output.name), plural(count, what), bytes_of(output.bytes));
    if (!output.sha256.empty()) {
        words += fmt::format(", SHA-256 <span class=\"h\">{}</span>", html::text(output.sha256));
    }
    if (!output.error.empty()) {
        words += fmt::format("; not written: {}", html::text(output.error));
    }
    return words;
}

std::string cross_check_of(const report::Summary& summary) {
    const std::string_view checker = summary.backend == "openssl" ? "the program's own scalar code" : "OpenSSL";
    std::string_view what = "of all others, none (--cross-check none)";
    if (summary.cross_check == "all") {
        what = "and all others (--cross-check all)";
    } else if (summary.cross_check == "sample") {
        what = "and 1 % of the others, at random (--cross-check sample)";
    }
    return fmt::format(
        "{} recomputed every record found invalid, {}: {} in all, {}. Seed of the sample: {}.", checker, what,
        plural(summary.num_checked, "record"),
        summary.num_disagreements == 0 ? "no difference" : plural(summary.num_disagreements, "difference"),
        summary.seed);
}

std::string share_of(const report::Summary::Share& share, std::string_view role) {
    std::string words = fmt::format("<br>{}{} ({}): {}", role, html::text(share.name), html::text(share.detail),
                                    plural(share.records, "record"));
    if (!share.failure.empty()) {
        words += fmt::format("; {}", html::text(html::shortened(share.failure, longest_name)));
    }
    return words;
}

std::string backend_of(const report::Summary& summary) {
    std::string words = fmt::format("{} ({}), {} computed", html::text(summary.backend),
                                    html::text(summary.backend_detail), plural(summary.num_hashed, "HMAC"));
    if (summary.num_long != 0) {
        words += fmt::format("; {} over 64 KiB by OpenSSL", plural(summary.num_long, "message"));
    }
    if (summary.num_file_messages != 0) {
        words += fmt::format("; {} from files, {}", plural(summary.num_file_messages, "message"),
                             plural(summary.file_message_bytes, "byte"));
    }
    if (summary.num_files_in_base != 0) {
        words += fmt::format("; {} in their folder, {} named by no record", plural(summary.num_files_in_base, "file"),
                             summary.num_unnamed_files == 0 ? "none" : grouped(summary.num_unnamed_files));
    }
    for (const report::Summary::Share& device : summary.devices) {
        words += share_of(device, "");
    }
    for (const report::Summary::Share& fallback : summary.fallbacks) {
        words += share_of(fallback, "in its place ");
    }
    for (const std::string& notice : summary.notices) {
        words += fmt::format("<br>{}", html::text(html::shortened(notice, longest_name)));
    }
    return words;
}

std::string command_of(const report::Summary& summary) {
    std::string line;
    for (const std::string& word : summary.command) {
        line += fmt::format("{}{}", line.empty() ? "" : " ", html::shell_word(word));
    }
    return line;
}

std::string host_of(const report::Summary& summary) {
    const report::Summary::Host& host = summary.host;
    return fmt::format("name: {}<br>system: {}<br>machine: {}<br>cpu: {}<br>cores: {}", html::text(host.name),
                       html::text(host.system), html::text(host.machine), html::text(host.cpu), host.cores);
}

std::string signature_of(const report::Summary::Signature& signature) {
    const std::string key = html::name(signature.key);
    if (signature.fingerprint.empty()) {
        return fmt::format("not checked: the summary names the key {}. hmacsweep report --signing-keys checks it", key);
    }
    return fmt::format(
        "right: {} under the key {} (fingerprint <span class=\"h k\">{}</span>). Only someone who has this key can "
        "have written or changed the summary. Whether the right files were given to the run is not proved by it",
        html::text(signature.algorithm), key, html::text(signature.fingerprint));
}

std::string run_facts(const report::Summary& summary) {
    std::vector<html::Fact> list;
    if (!summary.command.empty()) {
        list.push_back({"command", fmt::format("<code>{}</code>", html::text(command_of(summary)))});
    }
    list.push_back({"started", utc_after(summary.started, 0)});
    list.push_back(
        {"ended", fmt::format("{}, after {:.3g} s", utc_after(summary.started, summary.seconds), summary.seconds)});
    list.push_back({"exit status", fmt::format("{}", summary.status)});
    list.push_back({"version", fmt::format("hmacsweep {}", html::text(summary.version))});
    list.push_back({"backend and device", backend_of(summary)});
    list.push_back({"cross-check", cross_check_of(summary)});
    list.push_back({"results", output_of(summary.results, summary.results.lines, "line")});
    if (summary.rejects) {
        list.push_back({"rejects", output_of(*summary.rejects, summary.rejects->records, "record")});
    }
    if (summary.signature) {
        list.push_back({"signature", signature_of(*summary.signature)});
    }
    list.push_back({"machine", host_of(summary)});
    return html::facts(list);
}

std::string options_of(const report::Summary& summary) {
    if (summary.options.empty()) {
        return {};
    }
    html::Table table("Options as given; all others had their defaults", {{"option"}, {"value"}});
    for (const auto& [name, value] : summary.options) {
        table.add({fmt::format("<code class=\"k\">{}</code>", html::text(name)),
                   html::name(html::shortened(value, 4 * longest_name))});
    }
    return table.html();
}

}    // namespace

std::string evidence_section(const report::Summary& summary) {
    std::string out = inputs_table(summary);
    out += passed_over_table(summary);
    out += keys_table(summary);
    if (!summary.candidates_notice.empty()) {
        out += fmt::format("<p>{}</p>\n", html::text(summary.candidates_notice));
    }
    return out + "<h3>The run</h3>\n" + run_facts(summary) + options_of(summary);
}

}    // namespace hmacsweep::audit
