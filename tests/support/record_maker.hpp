// Random records of every kind, whose verdicts are known from how they were made, by OpenSSL alone.
#pragma once

#include "host/backend/backend.hpp"
#include "tests/support/records.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hmacsweep::reference {
class Hmac;
}

namespace hmacsweep::tests {

struct MadeRecord {
    std::string line;    ///< without its line feed
    Verdict verdict = Verdict::NotJudged;
};

/// Records of every kind, at all block boundaries, and the keys that they need.
class RecordMaker {
public:
    explicit RecordMaker(Random& random);
    ~RecordMaker();
    RecordMaker(const RecordMaker&) = delete;
    RecordMaker& operator=(const RecordMaker&) = delete;
    RecordMaker(RecordMaker&&) = delete;
    RecordMaker& operator=(RecordMaker&&) = delete;

    [[nodiscard]] const keys::KeyStore& keys() const { return keys_; }
    /// The next record, its Id the number of records before it.
    MadeRecord make();
    /// `count` records as a text, some with CR LF, some with blank lines between them; their verdicts in `verdicts`.
    std::string make_text(std::size_t count, std::vector<Verdict>& verdicts);

private:
    struct Draft;
    Draft draft();
    ByteVector mac_of(std::uint32_t key, Algorithm algorithm, Bytes message);
    Verdict damage_mac(Draft& draft);
    Verdict lose_key(Draft& draft);
    std::string broken_line(Draft& draft);
    std::string write(const Draft& draft);

    Random& random_;
    keys::KeyStore keys_;
    std::map<std::pair<std::uint32_t, Algorithm>, reference::Hmac> hmacs_;
    std::uint64_t made_ = 0;
};

}    // namespace hmacsweep::tests
