// Plain records are packed by the steps of the core, by each instruction set's: what is packed must be what the full
// parser and the rules make of the same bytes. Lines, rows and texts of every kind, damaged and whole.
#include "host/base/encoding.hpp"
#include "host/format/line_template.hpp"
#include "host/format/recipe.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/copy_rows.hpp"
#include "tests/support/packing.hpp"
#include "tests/support/records.hpp"
#include "tests/support/shapes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

keys::KeyStore make_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", to_vector("a key for tests")));
    keys.push_back(make_key("a name of more than sixteen bytes", to_vector("another key for tests")));
    keys.push_back(make_kms_key("kms256", Algorithm::HmacSha256, pattern(32, 3)));
    keys.push_back(make_kms_key("kms512", Algorithm::HmacSha512, pattern(64, 3)));
    keys.back().state = keys::KeyState::Disabled;
    return make_store(std::move(keys));
}

/// The texts of one record's fields.
struct Texts {
    std::string id;
    std::string key_id;
    std::string algorithm;
    std::string message;
    std::string mac;
};

/// Mostly right, and of each kind some that are not.
Texts some_texts(Random& random, bool is_text) {
    const std::vector<std::string> algorithms{"HMAC_SHA_224", "HMAC_SHA_256", "HMAC_SHA_384", "HMAC_SHA_512"};
    const std::size_t sizes[] = {28, 32, 48, 64};
    const std::size_t algorithm = random.below(algorithms.size());
    const std::size_t mac_bytes = random.one_in(20) ? random.below(70) : sizes[algorithm];
    std::size_t message_bytes = random.below(200);
    if (random.one_in(30)) {
        message_bytes = random.pick<std::size_t>({0, 4095, 4096, 4097, 65536, 65537});
    }
    ByteVector message = random.bytes(message_bytes);
    if (is_text) {
        const bool is_dense = random.one_in(3);    // in what needs quotes and escapes
        for (std::uint8_t& byte : message) {
            byte = is_dense ? static_cast<std::uint8_t>("\"\"\\a,b/c"[byte % 8])
                            : static_cast<std::uint8_t>(' ' + byte % 95);
        }
    }
    return {random.one_in(3) ? "" : fmt::format("row-{}", random.below(1000)),
            random.pick<std::string>({"k", "k", "a name of more than sixteen bytes", "kms256", "alias/kms256", "kms512",
                                      "nobody", "a name of more than sixteen bites"}),
            random.one_in(20) ? random.pick<std::string>({"HMAC_SHA_1", "hmac_sha_256", "", "HMAC_SHA_2566"})
                              : algorithms[algorithm],
            is_text ? std::string(message.begin(), message.end()) : base64(message), base64(random.bytes(mac_bytes))};
}

std::string json_string(Random& random, const std::string& text) {
    std::string json = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\' || (c == '/' && random.one_in(2))) {
            json += '\\';
        }
        if (c == 'b' && random.one_in(8)) {
            json += random.pick<std::string>({"\\n", "\\t", "\\b", "\\u0062"});
        } else if (c == '=' && random.one_in(3)) {
            json += "\\u003d";
        } else {
            json += c;
        }
    }
    return json + "\"";
}

std::string json_line(Random& random, const Texts& texts) {
    const auto blank = [&] { return random.one_in(8) ? random.pick<std::string>({" ", "\t", "  "}) : ""; };
    std::vector<std::string> members{
        "\"MacAlgorithm\":" + blank() + json_string(random, texts.algorithm),
        "\"Message\"" + blank() + ":" + json_string(random, texts.message),
    };
    if (!texts.mac.empty() && !random.one_in(12)) {
        members.push_back("\"Mac\":" + json_string(random, texts.mac));
    }
    if (!random.one_in(6)) {
        members.push_back("\"KeyId\":" + json_string(random, texts.key_id));
    }
    if (!texts.id.empty()) {
        members.push_back("\"Id\":" + (random.one_in(2) ? json_string(random, texts.id) : texts.id.substr(4)));
    }
    if (random.one_in(6)) {
        members.push_back(random.pick<std::string>({"\"a member of more than sixteen bytes\":\"\\n\"", "\"x\":17",
                                                    "\"x\":null", "\"x\":{}", "\"Message\":\"\"", "\"Mac\":1",
                                                    "\"Id\":\"\\u00e4\"", "\"MacAlgorithmOfMore\":\"\""}));
    }
    if (random.one_in(3)) {
        std::ranges::shuffle(members, random.engine());
    }
    std::string line = blank() + "{" + blank();
    for (std::size_t i = 0; i < members.size(); ++i) {
        line += (i == 0 ? "" : "," + blank()) + members[i] + blank();
    }
    return line + "}" + blank();
}

/// The bytes round the values of a JSON line.
struct Layout {
    std::vector<std::size_t> order;
    std::string before_colon;
    std::string behind_comma;
    std::string more;    ///< a member that means nothing, its comma included
    bool has_number;     ///< for an Id
};

Layout some_layout(Random& random) {
    Layout layout{{0, 1, 2, 3, 4}, "", "", "", random.one_in(2)};
    if (random.one_in(2)) {
        std::ranges::shuffle(layout.order, random.engine());
    }
    layout.before_colon = random.pick<std::string>({"", "", " ", "\t "});
    layout.behind_comma = random.pick<std::string>({"", " ", std::string(70, ' ')});
    layout.more = random.pick<std::string>({"", "", ",\"x\":17", ",\"x\":\"\\n\"",
                                            R"(,"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":10,"k":11)"});
    return layout;
}

std::string line_in(const Layout& layout, Random& random, const Texts& texts) {
    const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
    const std::string members[] = {
        "\"Id\"" + layout.before_colon + ":" +
            (layout.has_number ? std::to_string(random.below(2000)) : quoted(texts.id)),
        "\"KeyId\":" + quoted(texts.key_id),
        "\"MacAlgorithm\"" + layout.before_colon + ":" + quoted(texts.algorithm),
        "\"Message\":" + quoted(texts.message),
        "\"Mac\":" + layout.before_colon + quoted(texts.mac),
    };
    std::string line = "{";
    for (const std::size_t member : layout.order) {
        line += (line.size() == 1 ? "" : "," + layout.behind_comma) + members[member];
    }
    return line + layout.more + "}";
}

std::string csv_row(Random& random, const Texts& texts) {
    std::string row;
    std::string_view comma = "";
    for (const std::string& cell : {texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac}) {
        row += comma;
        comma = ",";
        const bool is_quoted = cell.find_first_of(",\"\r\n") != std::string::npos || random.one_in(3);
        std::string doubled;
        for (const char c : cell) {
            doubled += c;
            if (c == '"') {
                doubled += c;
            }
        }
        row += is_quoted ? "\"" + doubled + "\"" : cell;
    }
    return row;
}

std::string outfile_row(Random& /*random*/, const Texts& texts) {
    std::string row;
    for (const std::string& cell : {texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac}) {
        row += row.empty() ? "" : "\t";
        for (const char c : cell) {
            row += c == '\t' || c == '\n' || c == '\\' || c == '\0' ? "\\" : "";
            row += c == '\0' ? '0' : c;
        }
    }
    return row;
}

void damage(Random& random, std::string& line) {
    using std::string_view_literals::operator""sv;
    constexpr std::string_view bytes = "\"\\{}[]:,. \t\r\0-09aAu=+/_~\x7f\x80\xc3\xa4\xff"sv;
    for (std::uint64_t times = random.below(3); times > 0 && !line.empty(); --times) {
        const std::size_t at = random.below(line.size());
        switch (random.below(3)) {
            case 0:
                line.erase(at, 1 + random.below(3));
                break;
            case 1:
                line.insert(at, 1, bytes[random.below(bytes.size())]);
                break;
            default:
                line[at] = bytes[random.below(bytes.size())];
        }
    }
}

struct Case {
    std::string name;
    format::Shape shape;
    bool is_text = false;    ///< messages are texts
    std::string (*write)(Random&, const Texts&) = json_line;
    rules::Operation operation = rules::Operation::Verify;
};

std::string template_line(Random& /*random*/, const Texts& texts) {
    return fmt::format("{} [{}] {} {} mac={}", texts.id, texts.key_id, texts.algorithm, texts.message, texts.mac);
}

format::Shape table_shape(format::InputFormat format) {
    format::Shape shape;
    shape.format = format;
    set_columns(shape, {0, 1, 2, 3, 4});
    shape.num_columns = 5;
    return shape;
}

std::vector<Case> all_cases() {
    std::vector<Case> cases;
    cases.push_back({"json", {}});
    cases.push_back({"json generate", {}, false, json_line, rules::Operation::Generate});
    format::Shape text;
    text.message_encoding = Encoding::Text;
    text.default_key_id = "k";
    text.default_algorithm = Algorithm::HmacSha384;
    cases.push_back({"json with a text", text, true});
    format::Shape recipe = text;
    recipe.recipe = *format::parse_recipe("v1|{Id?-}|{Message}|{Message:base64}");
    cases.push_back({"json with a recipe that has a text in base64", recipe});
    recipe.recipe = *format::parse_recipe("{MacAlgorithm}.{Id}.{Message}");
    cases.push_back({"json with a recipe", recipe, true});
    format::Shape candidates;
    candidates.candidates.is_any = true;
    cases.push_back({"json with candidates", candidates});
    cases.push_back({"csv", table_shape(format::InputFormat::Csv), false, csv_row});
    format::Shape quoted = table_shape(format::InputFormat::Csv);
    quoted.message_encoding = Encoding::Text;
    cases.push_back({"csv with texts", quoted, true, csv_row});
    format::Shape headless = quoted;
    headless.num_columns = 0;
    cases.push_back({"csv without a header", headless, true, csv_row});
    format::Shape outfile = table_shape(format::InputFormat::MySqlOutfile);
    outfile.message_encoding = Encoding::Text;
    cases.push_back({"an outfile of MySQL", outfile, true, outfile_row});
    format::Shape lines;
    lines.format = format::InputFormat::Lines;
    lines.line = *format::make_line_template(
        *format::parse_pattern("{id} [{key-id}] {mac-algorithm} {message} mac={mac}"), "message");
    set_columns(lines, {0, 1, 2, 3, 4});
    lines.message_encoding = Encoding::Text;
    cases.push_back({"lines", lines, true, template_line});
    return cases;
}

}    // namespace

TEST_CASE("what the core's steps pack is what the parser reads, under every instruction set") {
    Random random("plain records");
    const keys::KeyStore keys = make_keys();
    for (const Case& one : all_cases()) {
        std::size_t num_packed = 0;
        std::size_t num_exceptions = 0;
        for (int round = 0; round < 30; ++round) {
            std::string text;
            for (int i = 0; i < 200; ++i) {
                Texts texts = some_texts(random, one.is_text);
                if (one.operation == rules::Operation::Generate && !random.one_in(10)) {
                    texts.mac.clear();
                }
                std::string line = one.write(random, texts);
                if (random.one_in(3)) {
                    damage(random, line);
                }
                text += line + (random.one_in(10) ? "\r\n" : "\n");
            }
            rules::RunOptions options;
            options.operation = one.operation;
            options.shape = one.shape;
            options.limits = random.pick<rules::Limits>({rules::Limits::Auto, rules::Limits::None, rules::Limits::Kms});
            options.ignore_key_state = random.one_in(2);
            options.min_mac_bytes = random.one_in(2) ? 16 : 0;
            for (const backend::TextFunctions* const steps : backend::usable_text()) {
                const PackingComparison comparison = compare_packing(text, one.shape, options, keys, *steps);
                INFO(one.name << ", steps " << steps->name);
                REQUIRE(comparison.difference == "");
                num_packed += comparison.num_packed;
                num_exceptions += comparison.num_exceptions;
            }
        }
        INFO(one.name << ": " << num_packed << " packed, " << num_exceptions << " exceptions");
        // Else too little was compared; of 6,000 records under each instruction set.
        const std::size_t least = 600 * backend::usable_text().size();
        CHECK(num_packed > least);
        CHECK(num_exceptions > least);
    }
}

TEST_CASE("what the core's steps pack of COPY's binary form is what the parser reads") {
    Random random("plain rows");
    std::vector<keys::Key> with_nul;
    with_nul.push_back(make_key(std::string("k\0", 2), to_vector("a key for tests")));
    const keys::KeyStore stores[] = {make_keys(), make_store(std::move(with_nul))};
    std::size_t num_packed = 0;
    std::size_t num_exceptions = 0;
    for (int round = 0; round < 60; ++round) {
        const bool has_nul_name = random.one_in(5);
        format::Shape shape = table_shape(format::InputFormat::PgCopy);
        shape.is_binary = true;
        shape.num_columns = random.one_in(10) ? 0 : 5;
        shape.message_encoding = random.pick<Encoding>({Encoding::Text, Encoding::Base64});
        shape.mac_encoding = random.pick<Encoding>({Encoding::Text, Encoding::Base64});
        shape.default_key_id = random.one_in(2) ? "k" : "";
        if (random.one_in(3)) {
            shape.recipe = *format::parse_recipe("v1|{1}|{4}");
            shape.recipe.names[0].column = 0;
            shape.recipe.names[1].column = 3;
        }
        std::string text;
        for (int i = 0; i < 200; ++i) {
            const Texts texts = some_texts(random, shape.message_encoding == Encoding::Text);
            std::string mac = texts.mac;
            if (shape.mac_encoding == Encoding::Text) {
                const std::optional<Algorithm> algorithm = parse_algorithm(texts.algorithm);
                const ByteVector bytes =
                    random.bytes(algorithm && !random.one_in(5) ? core::digest_bytes(*algorithm) : random.below(70));
                mac.assign(bytes.begin(), bytes.end());
            }
            std::vector<CopyField> fields{texts.id, texts.key_id, texts.algorithm, texts.message, mac};
            if (has_nul_name) {
                fields[1] = std::string("k\0", 2);
            }
            if (random.one_in(3)) {
                CopyField& field = fields[random.below(fields.size())];
                field = random.one_in(2) ? std::nullopt : CopyField(std::string("\0\0\0\7", 4));
            }
            if (random.one_in(20)) {
                fields.resize(random.below(8));
            }
            text += copy_row(fields);
        }
        if (random.one_in(4)) {
            text.resize(text.size() - 1 - random.below(20));
        }
        rules::RunOptions options;
        options.shape = shape;
        for (const backend::TextFunctions* const steps : backend::usable_text()) {
            const PackingComparison comparison =
                compare_packing(text, shape, options, stores[has_nul_name ? 1 : 0], *steps);
            INFO("steps " << steps->name);
            REQUIRE(comparison.difference == "");
            num_packed += comparison.num_packed;
            num_exceptions += comparison.num_exceptions;
        }
    }
    // Of 12,000 rows under each instruction set.
    CHECK(num_packed > 500 * backend::usable_text().size());
    CHECK(num_exceptions > 500 * backend::usable_text().size());
}

TEST_CASE("lines that are written alike are packed as the parser reads them, whatever stands between them") {
    Random random("lines alike");
    const keys::KeyStore keys = make_keys();
    std::size_t num_packed = 0;
    std::size_t num_exceptions = 0;
    for (int round = 0; round < 150; ++round) {
        Layout layout = some_layout(random);
        const std::uint64_t lines_alike = random.pick<std::uint64_t>({2, 20, 400});
        std::string text;
        for (int i = 0; i < 200; ++i) {
            if (random.one_in(lines_alike)) {
                layout = some_layout(random);
            }
            std::string line = line_in(layout, random, some_texts(random, false));
            if (random.one_in(5)) {
                damage(random, line);
            }
            if (random.one_in(10)) {
                line += random.pick<std::string>({" ", "x", "}", "\"}", ",\"x\":1}", "\r", "{}"});
            }
            text += line + (i == 199 && random.one_in(2) ? "" : "\n");
        }
        for (const backend::TextFunctions* const steps : backend::usable_text()) {
            const PackingComparison comparison = compare_packing(text, {}, {}, keys, *steps);
            INFO("steps " << steps->name);
            REQUIRE(comparison.difference == "");
            num_packed += comparison.num_packed;
            num_exceptions += comparison.num_exceptions;
        }
    }
    CHECK(num_packed > 10000);
    CHECK(num_exceptions > 5000);
}

TEST_CASE("in a line whose values are as long as those before, a byte that is not plain is found at every place") {
    const keys::KeyStore keys = make_keys();
    format::Shape shape;
    shape.message_encoding = Encoding::Text;
    const std::string mac = base64(pattern(32, 1));
    const auto line_with = [&](const std::string& message) {
        return fmt::format(R"({{"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"{}","Mac":"{}"}})", message, mac) +
               "\n";
    };
    for (const std::size_t size : {1U, 63U, 64U, 65U, 150U}) {
        const std::string plain(size, 'x');
        std::string text;
        for (std::size_t at = 0; at < size; ++at) {
            for (const char byte : {'"', '\\', '\t', '\x1f', '\x7f', '\x80', '\xc3'}) {
                std::string damaged = plain;
                damaged[at] = byte;
                text += line_with(plain) + line_with(plain) + line_with(damaged);
            }
        }
        for (const backend::TextFunctions* const steps : backend::usable_text()) {
            CAPTURE(size, steps->name);
            const PackingComparison comparison = compare_packing(text, shape, {}, keys, *steps);
            CHECK(comparison.difference == "");
            CHECK(comparison.num_packed >= 14 * size);
        }
    }
}

TEST_CASE(
    "a string that is only decoded is refused where a line as long as those before has a byte that is not plain") {
    const keys::KeyStore keys = make_keys();
    const auto line_with = [](const std::string& message, const std::string& mac) {
        return fmt::format(R"({{"KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"{}","Mac":"{}"}})", message, mac) +
               "\n";
    };
    const auto lines_with = [&](Encoding encoding, std::size_t size) {
        const bool is_hex = encoding == Encoding::Hex;
        const std::string message = is_hex ? to_hex(pattern(size, 2)) : base64(pattern(size, 2));
        const std::string mac = is_hex ? to_hex(pattern(32, 1)) : base64(pattern(32, 1));
        std::string text;
        for (std::size_t at = 0; at < message.size() + mac.size(); ++at) {
            for (const std::string_view bytes : {"\"", "\\", "\\/", "\",\"", "\t", "\x7f", "\xc3", "="}) {
                std::string damaged = message + mac;
                damaged.replace(at, bytes.size(), bytes);
                damaged.resize(message.size() + mac.size(), 'A');
                text += line_with(message, mac) + line_with(message, mac) +
                        line_with(damaged.substr(0, message.size()), damaged.substr(message.size()));
            }
        }
        return text;
    };
    for (const Encoding encoding : {Encoding::Base64, Encoding::Hex}) {
        for (const std::size_t size : {3U, 48U, 100U}) {
            format::Shape shape;
            shape.message_encoding = shape.mac_encoding = encoding;
            const std::string text = lines_with(encoding, size);
            for (const backend::TextFunctions* const steps : backend::usable_text()) {
                CAPTURE(name_of(encoding), size, steps->name);
                const PackingComparison comparison = compare_packing(text, shape, {}, keys, *steps);
                CHECK(comparison.difference == "");
                CHECK(comparison.num_packed >= 16 * size);
                CHECK(comparison.num_exceptions >= 7 * size);
            }
        }
    }
}

TEST_CASE("a character outside an alphabet is found at every place of a long text") {
    const keys::KeyStore keys = make_keys();
    const std::string message = base64(pattern(150, 9));
    const std::string mac = base64(pattern(32, 1));
    format::Shape hex;
    hex.mac_encoding = Encoding::Hex;
    for (std::size_t at = 0; at < message.size(); ++at) {
        std::string text;
        for (int byte = 0x20; byte < 0x7f; ++byte) {
            std::string damaged = message;
            damaged[at] = static_cast<char>(byte);
            std::string digits = to_hex(pattern(32, 1));
            digits[at % digits.size()] = static_cast<char>(byte);
            if (byte != '"' && byte != '\\') {
                text += fmt::format(
                    "{{\"KeyId\":\"k\",\"MacAlgorithm\":\"HMAC_SHA_256\",\"Message\":\"{}\",\"Mac\":\"{}\"}}\n",
                    damaged, mac);
                text += fmt::format(
                    "{{\"KeyId\":\"k\",\"MacAlgorithm\":\"HMAC_SHA_256\",\"Message\":\"{}\",\"Mac\":\"{}\"}}\n",
                    message, digits);
            }
        }
        for (const backend::TextFunctions* const steps : backend::usable_text()) {
            CAPTURE(at, steps->name);
            const PackingComparison in_base64 = compare_packing(text, {}, {}, keys, *steps);
            REQUIRE(in_base64.difference == "");
            REQUIRE(in_base64.num_packed >= 64);
            const PackingComparison in_hex = compare_packing(text, hex, {}, keys, *steps);
            REQUIRE(in_hex.difference == "");
            REQUIRE(in_hex.num_packed >= 22);
        }
    }
}

TEST_CASE("a message that is longer than a batch's may be is not decoded, and one that is not is") {
    constexpr std::size_t most = core::max_batch_message_bytes;
    const core::Base64Tables tables{&core::standard_base64, &core::url_base64};
    const std::vector<std::uint8_t> untouched(4 * most, 0xa5);
    const auto decode = [&](core::TextForm form, const std::string& text, std::vector<std::uint8_t>& out) {
        const core::PlainPiece piece{0, form, {0, 0}};
        core::PlainShapeView shape{};
        shape.pieces = &piece;
        shape.num_pieces = 1;
        const core::PlainText place{{0, static_cast<std::uint32_t>(text.size())}, core::CellKind::Plain, false};
        out = untouched;
        std::uint64_t bytes = 0;
        return core::write_message(shape, tables, to_vector(text).data(), &place, out.data(), out.size(), most, bytes);
    };
    std::vector<std::uint8_t> out;
    for (const std::size_t more : {1U, 2U, 3U, 4U, 100'000U}) {
        CAPTURE(more);
        const ByteVector right = pattern(most, 1);
        const ByteVector wrong = pattern(most + more, 1);
        CHECK(decode(core::TextForm::Base64, base64(right), out));
        CHECK(decode(core::TextForm::Hex, "0x" + to_hex(right), out));
        CHECK(decode(core::TextForm::Bytes, std::string(most, 'x'), out));
        if (more > 3) {    // up to that the last characters decide
            CHECK_FALSE(decode(core::TextForm::Base64, base64(wrong), out));
            CHECK(out == untouched);
        }
        CHECK_FALSE(decode(core::TextForm::Bytes, std::string(most + more, 'x'), out));
        CHECK(out == untouched);
    }
    CHECK_FALSE(decode(core::TextForm::Hex, "0x" + to_hex(pattern(most + 2, 1)), out));
    CHECK(out == untouched);
}

TEST_CASE("a whole record of the usual shape is never left to the parser") {
    const keys::KeyStore keys = make_keys();
    const std::string mac = base64(pattern(32, 1));
    for (const std::size_t size : {0U, 1U, 2U, 3U, 47U, 48U, 49U, 63U, 64U, 65U, 255U, 256U, 4096U, 65536U}) {
        const std::string line =
            fmt::format(R"({{"Id":"row-1","KeyId":"k","MacAlgorithm":"HMAC_SHA_256","Message":"{}","Mac":"{}"}})",
                        base64(pattern(size, 9)), mac);
        for (const backend::TextFunctions* const steps : backend::usable_text()) {
            const PackingComparison comparison = compare_packing(line, {}, {}, keys, *steps);
            CAPTURE(size, steps->name);
            CHECK(comparison.num_packed == 1);
            CHECK(comparison.difference == "");
        }
    }
}

}    // namespace hmacsweep::tests
