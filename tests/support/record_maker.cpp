#include "tests/support/record_maker.hpp"

#include "reference/hmac.hpp"

#include <algorithm>

namespace hmacsweep::tests {
namespace {

constexpr std::string_view arn_prefix = "arn:aws:kms:us-east-1:111122223333:";

/// Around every block and padding boundary of both block sizes, and some longer ones.
const std::vector<std::size_t>& message_sizes() {
    static const std::vector<std::size_t> sizes{1,   2,   46,  47,  48,  55,  56,  63,  64,  65,  111,  112,  119,
                                                120, 127, 128, 129, 191, 192, 239, 240, 255, 256, 1023, 1024, 1100};
    return sizes;
}

std::string in_quotes(std::string_view text) {
    return std::string("\"") + std::string(text) + "\"";
}

}    // namespace

/// A record on its way: right in every respect until it is damaged.
struct RecordMaker::Draft {
    std::uint32_t key = 0;
    std::string key_name;
    Algorithm algorithm{};
    ByteVector message;
    std::string mac_json;    ///< the Mac member's value; empty: no member
    ByteVector mac;
};

RecordMaker::RecordMaker(Random& random) : random_(random) {
    std::vector<keys::Key> keys;
    for (const std::size_t size : {1U, 20U, 63U, 64U, 65U, 127U, 128U, 129U, 200U}) {
        keys.push_back(make_key(std::string("plain-") + std::to_string(size), random.bytes(size)));
    }
    for (const Algorithm algorithm : all_algorithms) {
        const std::string id = std::string("kms-") + std::string(name_of(algorithm));
        keys.push_back(make_kms_key(id, algorithm, random.bytes(core::digest_bytes(algorithm))));
    }
    const auto add_state = [&](std::string id, keys::KeyState state) {
        keys.push_back(make_kms_key(std::move(id), Algorithm::HmacSha256, random.bytes(32)));
        keys.back().state = state;
    };
    add_state("disabled", keys::KeyState::Disabled);
    add_state("pending-deletion", keys::KeyState::PendingDeletion);
    keys.push_back(make_key("encrypts", random.bytes(32)));
    keys.back().key_usage = "ENCRYPT_DECRYPT";
    keys_ = make_store(std::move(keys));
}

RecordMaker::~RecordMaker() = default;

ByteVector RecordMaker::mac_of(std::uint32_t key, Algorithm algorithm, Bytes message) {
    const std::pair place(key, algorithm);
    auto found = hmacs_.find(place);
    if (found == hmacs_.end()) {
        found = hmacs_.emplace(place, reference::Hmac(name_of(algorithm), keys_[key].material.bytes())).first;
    }
    ByteVector mac(found->second.mac_bytes());
    found->second.compute(message, mac);
    return mac;
}

RecordMaker::Draft RecordMaker::draft() {
    constexpr std::uint32_t num_good_keys = 13;
    Draft draft;
    draft.key = static_cast<std::uint32_t>(random_.below(num_good_keys));
    const keys::Key& key = keys_[draft.key];
    draft.key_name = key.key_id;
    if (!key.arn.empty() && !random_.one_in(3)) {
        draft.key_name = random_.one_in(2) ? key.arn : random_.pick(key.aliases);
    }
    draft.algorithm = key.algorithm.value_or(all_algorithms[random_.below(all_algorithms.size())]);
    std::size_t size = random_.pick(message_sizes());
    if (!key.declares_spec()) {
        size = random_.one_in(20) ? 0 : random_.one_in(5000) ? 65535 + random_.below(4) : size;
    }
    draft.message = random_.bytes(size);
    draft.mac = mac_of(draft.key, draft.algorithm, draft.message);
    draft.mac_json = in_quotes(base64(draft.mac));
    return draft;
}

/// Makes the MAC a wrong one.
Verdict RecordMaker::damage_mac(Draft& draft) {
    switch (random_.below(5)) {
        case 0: {
            const std::size_t bit = random_.below(draft.mac.size() * 8);
            draft.mac[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            break;
        }
        case 1:
            draft.mac.resize(1 + random_.below(draft.mac.size() - 1));
            break;
        case 2:
            draft.mac.resize(draft.mac.size() + 1 + random_.below(64));
            break;
        case 3:
            draft.mac = mac_of((draft.key + 1) % 9, draft.algorithm, draft.message);
            break;
        default:
            draft.message.push_back(0);
    }
    draft.mac_json = in_quotes(base64(draft.mac));
    return Verdict::Invalid;
}

/// Makes the record unverifiable.
Verdict RecordMaker::lose_key(Draft& draft) {
    const auto use = [&](std::string name) {
        draft.key_name = std::move(name);
        draft.algorithm = Algorithm::HmacSha256;
        if (draft.message.empty()) {
            draft.message.push_back(0);    // an empty one would be malformed first
        }
        draft.message.resize(std::min<std::size_t>(draft.message.size(), 4096));
    };
    switch (random_.below(5)) {
        case 0:
            use("nobody");
            return Verdict::KeyNotFound;
        case 1:
            use("alias/disabled");
            return Verdict::KeyDisabled;
        case 2:
            use(std::string(arn_prefix) + "key/pending-deletion");
            return Verdict::InvalidKeyState;
        case 3:
            use("encrypts");
            return Verdict::InvalidKeyUsage;
        default:
            use("kms-HMAC_SHA_512");
            return Verdict::InvalidKeyUsage;
    }
}

std::string RecordMaker::write(const Draft& draft) {
    std::vector<std::string> members{
        std::string("\"Id\":") + std::to_string(made_),
        std::string("\"KeyId\":") + in_quotes(draft.key_name),
        std::string("\"MacAlgorithm\":") + in_quotes(name_of(draft.algorithm)),
        std::string("\"Message\":") + in_quotes(base64(draft.message)),
    };
    if (!draft.mac_json.empty()) {
        members.push_back(std::string("\"Mac\":") + draft.mac_json);
    }
    if (random_.one_in(4)) {
        members.push_back(random_.pick(std::vector<std::string>{
            R"("Note":{"a":[1,2,{"Mac":"x"}],"b":null})", R"("n":1E+400)", R"("n":123456789012345678901234567890)",
            R"("GrantTokens":["a"])", R"("DryRun":true)", R"("x":"\u00e4\"\\")", R"("x":1,"x":2)"}));
    }
    std::ranges::shuffle(members, random_.engine());
    std::string line = random_.one_in(8) ? " { " : "{";
    for (const std::string& member : members) {
        line += line.back() == '{' || line.back() == ' ' ? "" : random_.one_in(8) ? " ,\t" : ",";
        line += member;
    }
    return line + "}";
}

/// A line that is no record: the draft's, broken.
std::string RecordMaker::broken_line(Draft& draft) {
    switch (random_.below(7)) {
        case 0:
            draft.mac_json = R"("AAA")";
            return write(draft);
        case 1:
            draft.mac_json = "17";
            return write(draft);
        case 2:
            return write(draft) + "}";
        case 3: {
            std::string line = write(draft);
            line.pop_back();
            return line;
        }
        case 4: {
            std::string line = write(draft);
            line.pop_back();
            return line + R"(,"\u004dac":null})";
        }
        case 5:
            // At the start of a source a byte-order mark would be none of the record's.
            return std::string(made_ == 0 ? " \xef\xbb\xbf" : "\xef\xbb\xbf") + write(draft);
        default: {
            std::string line = write(draft);
            line.insert(1 + random_.below(line.size() - 1), 1, '\xff');
            return line;
        }
    }
}

MadeRecord RecordMaker::make() {
    Draft draft = this->draft();
    MadeRecord record;
    const std::uint64_t kind = random_.below(100);
    if (kind < 70) {
        record.verdict = Verdict::Valid;
    } else if (kind < 82) {
        record.verdict = damage_mac(draft);
    } else if (kind < 90) {
        record.verdict = lose_key(draft);
    } else if (kind < 95) {
        draft.mac_json = random_.pick(std::vector<std::string>{"", "null", R"("")"});
        record.verdict = Verdict::Untagged;
    } else {
        record.verdict = Verdict::Malformed;
    }
    record.line = record.verdict == Verdict::Malformed ? broken_line(draft) : write(draft);
    ++made_;
    return record;
}

std::string RecordMaker::make_text(std::size_t count, std::vector<Verdict>& verdicts) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const MadeRecord record = make();
        verdicts.push_back(record.verdict);
        text += record.line;
        text += random_.one_in(10) ? "\r\n" : "\n";
        text += random_.one_in(50) ? " \t\r\n" : "";
    }
    return text;
}

}    // namespace hmacsweep::tests
