#include "host/audit/report_page.hpp"

#include "host/audit/sections.hpp"
#include "host/base/version.hpp"
#include "host/html/page.hpp"
#include "host/html/text.hpp"
#include "host/keys/kms_text.hpp"

#include <ctime>

#include <fmt/format.h>

namespace hmacsweep::audit {

std::string class_label(report::RecordClass record_class) {
    const std::string_view name = report::class_names.at(static_cast<std::size_t>(record_class));
    return fmt::format("<span class=\"k\"><span class=\"key c-{0}\" aria-hidden=\"true\"></span>{0}</span>", name);
}

std::string code_label(Verdict verdict) {
    return fmt::format("<code class=\"k\">{}</code>", keys::code_of(verdict));
}

std::string utc_after(std::string_view started, double seconds) {
    std::tm parts{};
    const std::string text(started);
    const char* const end = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    if (end == nullptr || *end != '\0') {
        return html::text(html::shortened(text, 40));
    }
    constexpr double most_seconds = 1e9;
    const std::time_t time =
        ::timegm(&parts) + static_cast<std::time_t>(seconds >= 0 && seconds < most_seconds ? seconds : 0);
    static_cast<void>(::gmtime_r(&time, &parts));
    std::array<char, sizeof("2026-11-21 10:00:00 UTC") + 8> shown{};
    static_cast<void>(std::strftime(shown.data(), shown.size(), "%Y-%m-%d %H:%M:%S UTC", &parts));
    return shown.data();
}

std::string report_html(const ReportInput& input) {
    const ConclusionText concluded = conclude(input.summary, input.misfits);
    html::Page page;
    page.title = fmt::format("{}: {} - hmacsweep", name_of(concluded.conclusion), concluded.words);
    page.masthead = fmt::format("<span><b>hmacsweep</b> verification report</span><span>{}</span>",
                                utc_after(input.summary.started, 0));
    page.opening = verdict_opening(input, concluded);
    page.sections = {{"counts", "What was found", counts_section(input.summary)},
                     {"evidence", "Scope and evidence", evidence_section(input.summary)},
                     {"findings", "Findings", findings_section(input)},
                     {"limits", "What this report does not prove", limits_section(input.summary)},
                     {"reproduce", "How to reproduce it", reproduction_section(input.summary)}};
    page.footer = input.made_from.empty()
                      ? fmt::format("Written by hmacsweep {} at the end of the run.", html::text(version()))
                      : fmt::format("Written by hmacsweep {} from stored files: {}.", html::text(version()),
                                    html::text(input.made_from));
    return html::to_html(page);
}

}    // namespace hmacsweep::audit
