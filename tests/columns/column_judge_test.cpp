// Tables of Arrow to verdicts: against OpenSSL row by row, against the same rows as JSON Lines through the whole run,
// and with backends that lie.
#include "host/columns/column_judge.hpp"

#include "host/keys/kms_text.hpp"
#include "host/report/ending.hpp"
#include "tests/columns/arrow_table.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lying_backends.hpp"
#include "tests/support/records.hpp"
#include "tests/support/runs.hpp"

#include <array>
#include <string>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

using columns::ColumnOutcome;
using columns::ColumnRequest;

keys::KeyStore two_keys() {
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", to_vector("a key for tests")));
    keys.push_back(make_kms_key("kms256", Algorithm::HmacSha256, pattern(32, 3)));
    return make_store(std::move(keys));
}

std::string text_of(const ByteVector& bytes) {
    return {bytes.begin(), bytes.end()};
}

Result<ColumnOutcome> judge(MadeTable& table, const keys::KeyStore& store, const ColumnRequest& request,
                            rules::RunOptions options = {}, const backend::BackendInfo& info = backend_named("simd")) {
    const keys::KeyTable keys(store);
    const std::unique_ptr<backend::Backend> backend = info.open(keys, {});
    return columns::judge_columns(*table.stream(), request, std::move(options), {keys, *backend, info});
}

ColumnRequest under(std::string key_id, Algorithm algorithm = Algorithm::HmacSha256) {
    ColumnRequest request;
    request.default_key_id = std::move(key_id);
    request.default_algorithm = algorithm;
    return request;
}

struct Signed {
    Values messages;
    Values macs;
};

/// Right ones, but for each row that `is_wrong(row)`.
template <class IsWrong>
Signed signed_rows(const keys::Key& key, std::size_t count, std::size_t bytes, IsWrong&& is_wrong) {
    Signed rows;
    for (std::size_t i = 0; i < count; ++i) {
        const ByteVector message = pattern(bytes, static_cast<unsigned>(i + 1));
        ByteVector mac = reference_hmac(Algorithm::HmacSha256, key.material.bytes(), message);
        mac[i % mac.size()] ^= std::uint8_t{is_wrong(i)};
        rows.messages.emplace_back(text_of(message));
        rows.macs.emplace_back(text_of(mac));
    }
    return rows;
}

MadeTable table_of(const Signed& rows, ArrowLayout messages = ArrowLayout::Binary,
                   ArrowLayout macs = ArrowLayout::Fixed) {
    MadeTable table;
    std::vector<std::unique_ptr<MadeArray>> made;
    made.push_back(make_array(messages, "message", rows.messages));
    made.push_back(make_array(macs, "mac", rows.macs));
    table.add_chunk(std::move(made));
    return table;
}

}    // namespace

TEST_CASE("rows of every layout have the verdicts that OpenSSL gives them") {
    const keys::KeyStore store = two_keys();
    const auto is_wrong = [](std::size_t i) { return i % 7 == 3; };
    const Signed rows = signed_rows(store[0], 40, 100, is_wrong);
    for (const ArrowLayout messages : all_layouts) {
        for (const ArrowLayout macs : all_layouts) {
            CAPTURE(static_cast<int>(messages), static_cast<int>(macs));
            MadeTable table = table_of(rows, messages, macs);
            const Result<ColumnOutcome> outcome = judge(table, store, under("k"));
            REQUIRE(outcome);
            REQUIRE(outcome->verdicts.size() == 40);
            for (std::size_t i = 0; i < 40; ++i) {
                CHECK(outcome->verdicts[i] == (is_wrong(i) ? Verdict::Invalid : Verdict::Valid));
            }
            CHECK(report::exit_status(outcome->report, {}) == 1);
        }
    }
}

TEST_CASE("every backend, and any number of threads, gives the same verdicts in the order of the rows") {
    const keys::KeyStore store = two_keys();
    const auto is_wrong = [](std::size_t i) { return i % 501 == 3; };
    for (const backend::BackendInfo* const info : available_backends()) {
        for (const std::uint32_t threads : {1U, 3U}) {
            CAPTURE(info->name, threads);
            MadeTable table;
            std::size_t num_rows = 0;
            for (const std::size_t count : {5000U, 0U, 1U, 1500U}) {
                const Signed rows =
                    signed_rows(store[0], count, 60, [&](std::size_t i) { return is_wrong(num_rows + i); });
                std::vector<std::unique_ptr<MadeArray>> made;
                made.push_back(make_array(ArrowLayout::BinaryView, "message", rows.messages));
                made.push_back(make_array(ArrowLayout::LargeBinary, "mac", rows.macs));
                table.add_chunk(std::move(made));
                num_rows += count;
            }
            rules::RunOptions options;
            options.threads = threads;
            const Result<ColumnOutcome> outcome = judge(table, store, under("k"), options, *info);
            REQUIRE(outcome);
            REQUIRE(outcome->verdicts.size() == num_rows);
            std::size_t num_wrong = 0;
            for (std::size_t i = 0; i < num_rows; ++i) {
                if (is_wrong(i)) {
                    REQUIRE(num_wrong < outcome->failures.size());
                    CHECK(outcome->failures[num_wrong].row == i);
                    ++num_wrong;
                }
                REQUIRE((outcome->verdicts[i] == Verdict::Valid) == !is_wrong(i));
            }
            CHECK(outcome->failures.size() == num_wrong);
            CHECK(outcome->report.num_checked > num_wrong);
            CHECK(outcome->report.accounting_error.empty());
            CHECK(table.num_released() == 4);
        }
    }
}

TEST_CASE("the slice of a table, and the slice of a chunk, begin where they say") {
    const keys::KeyStore store = two_keys();
    const Signed rows = signed_rows(store[0], 20, 30, [](std::size_t i) { return i == 15; });
    MadeTable table;
    std::vector<std::unique_ptr<MadeArray>> made;
    made.push_back(make_array(ArrowLayout::Binary, "message", rows.messages, 5));
    made.push_back(make_array(ArrowLayout::BinaryView, "mac", rows.macs));
    table.add_chunk(std::move(made), 10);
    const Result<ColumnOutcome> outcome = judge(table, store, under("k"));
    REQUIRE(outcome);
    CHECK(outcome->verdicts.size() == 10);
    REQUIRE(outcome->failures.size() == 1);
    CHECK(outcome->failures[0].row == 5);
}

TEST_CASE("messages of every size are judged, those that no batch holds by OpenSSL") {
    const keys::KeyStore store = two_keys();
    Signed rows;
    for (const std::size_t size : {0U, 1U, 4096U, 4097U, 65'535U, 65'536U, 65'537U, 3'000'000U}) {
        const Signed one = signed_rows(store[0], 2, size, [](std::size_t i) { return i == 1; });
        rows.messages.insert(rows.messages.end(), one.messages.begin(), one.messages.end());
        rows.macs.insert(rows.macs.end(), one.macs.begin(), one.macs.end());
    }
    MadeTable table = table_of(rows);
    const Result<ColumnOutcome> outcome = judge(table, store, under("k"));
    REQUIRE(outcome);
    for (std::size_t i = 0; i < rows.macs.size(); ++i) {
        CAPTURE(i);
        CHECK(outcome->verdicts[i] == (i % 2 == 1 ? Verdict::Invalid : Verdict::Valid));
    }
    CHECK(outcome->report.num_long == 4);
}

TEST_CASE("a table's rows have the verdicts, and the words, that the same rows have as JSON Lines") {
    Random random("columns");
    std::vector<keys::Key> keys;
    keys.push_back(make_key("k", to_vector("a key for tests")));
    keys.push_back(make_kms_key("kms256", Algorithm::HmacSha256, pattern(32, 3)));
    keys.push_back(make_kms_key("kms512", Algorithm::HmacSha512, pattern(64, 3)));
    keys.back().state = keys::KeyState::Disabled;
    const keys::KeyStore store = make_store(std::move(keys));
    const std::vector<std::string> names{"k", "k", "kms256", "alias/kms256", "kms512", "nobody"};
    for (int round = 0; round < 12; ++round) {
        Values ids;
        Values key_ids;
        Values algorithms;
        Values messages;
        Values macs;
        std::string text;
        for (std::size_t i = 0; i < 300; ++i) {
            const std::string name = random.pick(names);
            const std::string algorithm = random.pick<std::string>(
                {"HMAC_SHA_256", "HMAC_SHA_256", "HMAC_SHA_224", "HMAC_SHA_384", "HMAC_SHA_512", "HMAC_MD5"});
            const ByteVector message =
                random.bytes(random.one_in(20) ? random.pick<std::size_t>({0, 4096, 4097, 70'000}) : random.below(200));
            const std::uint32_t key = store.find(name);
            const auto parsed = parse_algorithm(algorithm);
            ByteVector mac = key != core::no_key && parsed
                                 ? reference_hmac(*parsed, store[key].material.bytes(), message)
                                 : random.bytes(32);
            if (random.one_in(5)) {
                mac.resize(random.pick<std::size_t>({1, 16, 20, 31, 33, 6145}));
            }
            mac[random.below(mac.size())] ^= std::uint8_t{random.one_in(5)};
            const bool has_mac = !random.one_in(10);
            const bool has_key_id = !random.one_in(10);
            const bool has_algorithm = !random.one_in(10);
            ids.emplace_back("row " + std::to_string(i));
            key_ids.push_back(has_key_id ? std::optional(name) : std::nullopt);
            algorithms.push_back(has_algorithm ? std::optional(algorithm) : std::nullopt);
            messages.emplace_back(text_of(message));
            macs.push_back(has_mac ? std::optional(text_of(mac)) : std::nullopt);
            text += record_line({fmt::format("\"row {}\"", i), has_key_id ? name : "", has_algorithm ? algorithm : "",
                                 message, has_mac ? std::optional(mac) : std::nullopt}) +
                    "\n";
        }
        rules::RunOptions options;
        options.limits = random.pick<rules::Limits>({rules::Limits::Auto, rules::Limits::None, rules::Limits::Kms});
        options.min_mac_bytes = random.one_in(2) ? 16 : 0;
        options.ignore_key_state = random.one_in(2);
        ColumnRequest request = under(random.one_in(2) ? "k" : "");
        request.id = "id";
        request.key_id = "key";
        request.algorithm = "algorithm";
        request.candidates.is_any = request.default_key_id.empty() && random.one_in(2);
        options.shape.default_key_id = request.default_key_id;
        options.shape.default_algorithm = request.default_algorithm;
        options.shape.candidates = request.candidates;
        const auto layout = [&] { return all_layouts[random.below(std::size(all_layouts))]; };
        const auto varied = [&](const char* name, const Values& values) {
            ArrowLayout chosen = layout();
            while (chosen == ArrowLayout::Fixed) {
                chosen = layout();
            }
            return make_array(chosen, name, values, static_cast<std::int64_t>(random.below(4)));
        };
        MadeTable table;
        std::vector<std::unique_ptr<MadeArray>> made;
        made.push_back(varied("mac", macs));
        made.push_back(varied("unused", messages));
        made.push_back(varied("message", messages));
        made.push_back(varied("id", ids));
        made.push_back(varied("key", key_ids));
        made.push_back(varied("algorithm", algorithms));
        table.add_chunk(std::move(made));
        CAPTURE(round, request.default_key_id, request.candidates.is_any);
        const Result<ColumnOutcome> columns = judge(table, store, request, options);
        REQUIRE(columns);
        const RunOutcome lines = run_text(text, store, options, backend_named("simd"));
        REQUIRE(columns->verdicts.size() == lines.lines.size());
        auto failure = columns->failures.begin();
        for (std::size_t i = 0; i < lines.lines.size(); ++i) {
            CAPTURE(i, lines.lines[i].dump());
            const std::string code = code_of(lines.lines[i]);
            const bool is_valid = columns->verdicts[i] == Verdict::Valid;
            REQUIRE((is_valid ? "valid" : std::string(keys::code_of(columns->verdicts[i]))) == code);
            if (is_valid) {
                continue;
            }
            REQUIRE(failure != columns->failures.end());
            CHECK(failure->row == i);
            CHECK(failure->id == lines.lines[i].value("Id", ""));
            // A field goes by its own name.
            if (code != "ValidationException") {
                CHECK(failure->reason == lines.lines[i]["Error"]["Message"].get<std::string>());
                CHECK(failure->key == lines.lines[i].value("KeyId", ""));
            }
            ++failure;
        }
        CHECK(columns->report.counts.by_verdict == lines.report.counts.by_verdict);
        CHECK(report::exit_status(columns->report, {}) == report::exit_status(lines.report, {}));
    }
}

TEST_CASE("a message may be a recipe over columns, integers among them") {
    const keys::KeyStore store = two_keys();
    const ByteVector message = to_vector("orders|17|the payload");
    const std::string mac = text_of(reference_hmac(Algorithm::HmacSha256, store[0].material.bytes(), message));
    for (const std::string recipe :
         {"orders|{n}|{payload}", "orders|{n:int}|{payload}", "orders|{({n:int}|)?}{payload}"}) {
        MadeTable table;
        std::vector<std::unique_ptr<MadeArray>> made;
        made.push_back(make_integers("n", {17, 18}));
        made.push_back(make_array(ArrowLayout::Text, "payload", {"the payload", "the payload"}));
        made.push_back(make_array(ArrowLayout::Text, "mac", {to_hex(as_bytes(mac)), to_hex(as_bytes(mac))}));
        table.add_chunk(std::move(made));
        ColumnRequest request = under("k");
        request.message = recipe;
        request.mac_encoding = Encoding::Hex;
        request.id = "n";
        const Result<ColumnOutcome> outcome = judge(table, store, request);
        REQUIRE(outcome);
        CHECK(outcome->verdicts == std::vector{Verdict::Valid, Verdict::Invalid});
        REQUIRE(outcome->failures.size() == 1);
        CHECK(outcome->failures[0].id == "18");
        for (const std::string wrong :
             {"{payload:int}", "{raw}", "{prev.Mac}{n}", "json-without:{n}", "{nobody}", "{n", "{({raw}{n})?}",
              "{({n}{({prev.Mac})?})?}", "{({payload:int})?}", "{payload:file}", "{input.name}{n}"}) {
            CAPTURE(wrong);
            request.message = wrong;
            CHECK_FALSE(judge(table, store, request));
        }
    }
}

TEST_CASE("what a caller gets wrong about the columns is said by the column's name") {
    const keys::KeyStore store = two_keys();
    MadeTable table;
    std::vector<std::unique_ptr<MadeArray>> made;
    made.push_back(make_array(ArrowLayout::Binary, "message", {"x"}));
    made.push_back(make_integers("mac", {1}));
    made.push_back(make_array(ArrowLayout::Binary, "twice", {"x"}));
    made.push_back(make_array(ArrowLayout::Binary, "twice", {"x"}));
    table.add_chunk(std::move(made));
    const auto error_of = [&](const std::string& message, const std::string& mac) {
        ColumnRequest request = under("k");
        request.message = message;
        request.mac = mac;
        const Result<ColumnOutcome> outcome = judge(table, store, request);
        return outcome ? std::string() : outcome.error().message;
    };
    CHECK(error_of("payload", "message") ==
          R"(there is no column "payload"; the columns are "message", "mac", "twice", "twice")");
    CHECK(error_of("message", "twice") == R"(there are 2 columns "twice"; it must be clear which one is meant)");
    CHECK(error_of("message", "mac") ==
          R"(column "mac" has the Arrow type "l"; binary, text or a dictionary of these is needed, so cast it)");
}

TEST_CASE("a table that is damaged, or whose stream fails, has no verdicts at all") {
    const keys::KeyStore store = two_keys();
    const Signed rows = signed_rows(store[0], 3000, 20, [](std::size_t) { return false; });
    const auto error_with = [&](auto&& damage) {
        MadeTable table = table_of(rows);
        damage(table);
        rules::RunOptions options;
        options.threads = 2;
        const Result<ColumnOutcome> outcome = judge(table, store, under("k"), options);
        return outcome ? std::string() : outcome.error().message;
    };
    CHECK(error_with([](MadeTable&) {}).empty());
    CHECK(error_with([](MadeTable& table) { table.fail_at_end("the disk is gone"); }) ==
          "the table cannot be read: the disk is gone");
    CHECK(error_with([](MadeTable& table) { table.chunk_array(0).n_children = 1; }).find("has 1 columns") !=
          std::string::npos);
    CHECK(error_with([](MadeTable& table) { table.chunk_array(0).length = 3001; }).find("is damaged") !=
          std::string::npos);
    CHECK(error_with([](MadeTable& table) { table.chunk_array(0).null_count = 1; }) ==
          "the table has rows that are null as a whole");
    CHECK(error_with([](MadeTable& table) {    // a slice of a struct array does not count its nulls
              static const std::array<std::uint8_t, 400> bits = [] {
                  std::array<std::uint8_t, 400> made{};
                  made.fill(0xff);
                  made[2999 / 8] = 0x7f;
                  return made;
              }();
              static const void* validity[] = {bits.data()};
              table.chunk_array(0).null_count = -1;
              table.chunk_array(0).buffers = validity;
          }) == "the table has rows that are null as a whole");
    CHECK(error_with([](MadeTable& table) { table.chunk(0).pointers[1] = nullptr; }) ==
          R"(column "mac" is damaged: it is not there)");
    CHECK(error_with([](MadeTable& table) {
              table.chunk(0).columns[0]->buffers[1][4 * 2000] = 0xff;
          }).find(R"(column "message" is damaged: row)") == 0);
}

TEST_CASE("a backend that lies about rows is caught, and one that fails gives no verdicts") {
    const keys::KeyStore store = two_keys();
    const Signed rows = signed_rows(store[0], 2000, 20, [](std::size_t i) { return i % 10 == 0; });
    for (const backend::BackendInfo& liar : lying_backends()) {
        CAPTURE(liar.name);
        MadeTable table = table_of(rows);
        rules::RunOptions options;
        options.cross_check = rules::CrossCheck::All;
        const Result<ColumnOutcome> outcome = judge(table, store, under("k"), options, liar);
        REQUIRE(outcome);
        // Of generate, and of finding the records of a text: rows are packed by the host.
        const bool is_of_texts = liar.name.starts_with("loses") || liar.name == "has one record twice";
        if (liar.name != "flips one MAC bit" && !is_of_texts) {
            CHECK(report::exit_status(outcome->report, {}) == 5);
        }
    }
}

TEST_CASE("generate makes the MACs that verify finds valid, and none where it must not") {
    const keys::KeyStore store = two_keys();
    const Signed rows = signed_rows(store[0], 1500, 50, [](std::size_t) { return false; });
    Values key_ids(rows.messages.size(), "k");
    key_ids[7] = "nobody";
    MadeTable table;
    std::vector<std::unique_ptr<MadeArray>> made;
    made.push_back(make_array(ArrowLayout::Binary, "message", rows.messages));
    made.push_back(make_array(ArrowLayout::DictionaryOfText, "key", key_ids));
    table.add_chunk(std::move(made));
    ColumnRequest request = under("");
    request.key_id = "key";
    rules::RunOptions options;
    options.operation = rules::Operation::Generate;
    options.threads = 2;
    const Result<ColumnOutcome> outcome = judge(table, store, request, options);
    REQUIRE(outcome);
    REQUIRE(outcome->mac_offsets.size() == rows.messages.size() + 1);
    for (std::size_t i = 0; i < rows.messages.size(); ++i) {
        const std::string mac(outcome->macs.begin() + outcome->mac_offsets[i],
                              outcome->macs.begin() + outcome->mac_offsets[i + 1]);
        REQUIRE(mac == (i == 7 ? "" : *rows.macs[i]));
    }
    CHECK(outcome->verdicts[7] == Verdict::KeyNotFound);
}

TEST_CASE("a caller that is no longer interested ends the call") {
    const keys::KeyStore store = two_keys();
    MadeTable table = table_of(signed_rows(store[0], 5000, 20, [](std::size_t) { return false; }));
    const keys::KeyTable keys(store);
    const backend::BackendInfo& info = backend_named("simd");
    const std::unique_ptr<backend::Backend> backend = info.open(keys, {});
    int calls = 0;
    const Result<ColumnOutcome> outcome =
        columns::judge_columns(*table.stream(), under("k"), {}, {keys, *backend, info}, [&] { return ++calls < 3; });
    REQUIRE(outcome);
    CHECK(outcome->report.signal != 0);
    CHECK(outcome->verdicts.size() == 2048);
}

}    // namespace hmacsweep::tests
