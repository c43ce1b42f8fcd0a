#include "host/audit/slab_findings.hpp"

#include "host/report/result_lines.hpp"

namespace hmacsweep::audit {

void collect(const input::Slab& slab, const input::SlabPlace& place, const judge::SlabResult& result,
             const keys::KeyStore& keys, Findings& findings) {
    for (std::size_t i = 0; i < result.outcomes.size(); ++i) {
        const judge::Outcome& outcome = result.outcomes[i];
        if (outcome.verdict == Verdict::Valid || !outcome.is_chosen) {
            continue;
        }
        const core::Frame& frame = result.framing.frames[i];
        Finding finding;
        finding.source = slab.source;
        finding.record = place.records + i + 1;
        finding.line = frame.line == core::no_line ? 0 : place.lines + frame.line + 1;
        finding.offset = slab.offset + frame.offset;
        finding.verdict = outcome.verdict;
        finding.id = result.text_of(outcome.id);
        finding.key = report::shown_key(result, outcome, keys);
        finding.reason = report::reason_of(result, outcome);
        findings.add(finding);
    }
}

}    // namespace hmacsweep::audit
