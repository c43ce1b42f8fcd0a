#include "host/judge/record_judge.hpp"

#include <algorithm>

namespace hmacsweep::judge {

RecordJudge::RecordJudge(const RunContext& context)
    : options_(context.options),
      rules_(context.options, context.table.store(), context.candidates),
      openssl_(make_openssl_checker(context.table)) {}

bool RecordJudge::is_right(const reader::Record& record) {
    const rules::Ruling ruling = rules_.rule(record);
    if (ruling.verdict != Verdict::NotJudged) {
        return false;
    }
    const auto is_right_under = [&](std::uint32_t key) {
        return any_mac_matches(*openssl_, key, record, options_.min_mac_bytes);
    };
    return ruling.candidates != nullptr ? std::ranges::any_of(ruling.candidates->keys, is_right_under)
                                        : is_right_under(ruling.key);
}

}    // namespace hmacsweep::judge
