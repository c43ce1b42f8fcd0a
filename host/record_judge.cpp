#include "host/record_judge.hpp"

#include "host/batch.hpp"

namespace hmacsweep {

RecordJudge::RecordJudge(const RunOptions& options, const KeyStore& keys, const KeyTable& table)
    : options_(options), rules_(options, keys), openssl_(make_openssl_checker(table)) {}

bool RecordJudge::is_right(const Record& record) {
    const Ruling ruling = rules_.rule(record);
    return ruling.verdict == Verdict::NotJudged &&
           is_mac_length(*record.algorithm, record.mac.size(), options_.min_mac_bytes) &&
           openssl_->matches(ruling.key, *record.algorithm, record.message, record.mac);
}

}    // namespace hmacsweep
