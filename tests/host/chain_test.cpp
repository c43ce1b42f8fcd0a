// Chained records: what holds and what breaks, whatever the slabs, threads and backend, and what is told of a break.
#include "host/report/ending.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/chains.hpp"
#include "tests/support/lying_backends.hpp"

namespace hmacsweep::tests {
namespace {

using namespace chains;    // NOLINT(google-build-using-namespace)

}    // namespace

TEST_CASE("a chain holds and breaks at the same records in slabs of every size, on every backend") {
    const Rows whole = make_chain(120);
    Rows broken = whole;
    broken[29].text += "!";               // altered
    std::swap(broken[60], broken[61]);    // swapped
    broken.erase(broken.begin() + 90);    // deleted
    const keys::KeyStore keys = chain_keys();
    for (rules::RunOptions options : {chained(), linked()}) {
        options.cross_check = rules::CrossCheck::All;
        for (const backend::BackendInfo* const backend : available_backends()) {
            for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{700}, std::size_t{1} << 20}) {
                for (const std::uint32_t threads : {1U, 4U}) {
                    options.slab_bytes = slab_bytes;
                    options.threads = threads;
                    INFO(backend->name << ", slabs of " << slab_bytes << ", " << threads << " threads");
                    CHECK(invalid_of(run_text(csv(whole), keys, options, *backend)).empty());
                    const RunOutcome outcome = run_text(csv(broken), keys, options, *backend);
                    CHECK(invalid_of(outcome) == Numbers{30, 61, 62, 63, 91});
                    CHECK(outcome.report.num_disagreements == 0);
                    CHECK(outcome.report.chain.num_breaks == 5);
                }
            }
        }
    }
}

TEST_CASE("a break tells an altered record from one that was moved or whose predecessor is missing") {
    Rows rows = make_chain(60);
    rows[9].text += "!";
    std::swap(rows[19], rows[20]);
    rows.erase(rows.begin() + 40);
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        rules::RunOptions options = chained();
        options.slab_bytes = slab_bytes;
        CHECK(told(run_chain(csv(rows), options)) ==
              Texts{"10 ?", "20 intact behind 21", "21 intact behind 19", "22 intact behind 20", "41 ?"});
        options = linked();
        options.slab_bytes = slab_bytes;
        const RunOutcome outcome = run_chain(csv(rows), options);
        CHECK(told(outcome) ==
              Texts{"10 altered", "20 intact behind 21", "21 intact behind 19", "22 intact behind 20", "41 intact"});
        CHECK(outcome.lines[9]["Error"]["Message"] ==
              "The MAC does not match the message under this key and algorithm.");
        CHECK(
            outcome.lines[40]["Error"]["Message"].get<std::string>().starts_with("The record is intact, but its link"));
    }
}

TEST_CASE("a record does not belong behind one whose MAC would make its message too long to be judged") {
    Rows rows = make_chain(10);
    rows[2].mac += rows[2].mac;
    rows[5].text = std::string(4096 - rows[4].mac.size() - 1, 'x');
    rules::RunOptions options = chained();
    options.limits = rules::Limits::Kms;
    CHECK(told(run_chain(csv(rows), options)) == Texts{"3 ?", "4 ?", "6 ?"});
}

TEST_CASE("a record that was put in is found out, and so is the one behind it") {
    Rows rows = make_chain(30);
    Row forged = rows[3];
    forged.text = "forged";
    forged.mac.replace(0, 4, "0000");
    forged.previous = rows[11].mac;
    rows.insert(rows.begin() + 12, forged);
    CHECK(told(run_chain(csv(rows), chained())) == Texts{"13 ?", "14 intact behind 12"});
    CHECK(told(run_chain(csv(rows), linked())) == Texts{"13 altered", "14 intact behind 12"});
}

TEST_CASE("the first record moved to the end belongs at the start") {
    Rows rows = make_chain(40);
    std::rotate(rows.begin(), rows.begin() + 1, rows.end());
    CHECK(told(run_chain(csv(rows), chained())) == Texts{"1 ?", "40 intact behind 0"});
    CHECK(told(run_chain(csv(rows), linked())) == Texts{"1 intact", "40 intact behind 0"});
}

TEST_CASE("a chain begins with what --chain-start says") {
    const std::string text = csv(make_chain(5));
    rules::RunOptions options = chained();
    CHECK(invalid_of(run_chain(text, options)).empty());
    options.shape.chain.start = "another";
    CHECK(invalid_of(run_chain(text, options)) == Numbers{1});
    options.shape.chain.start.reset();
    CHECK(invalid_of(run_chain(text, options)) == Numbers{1});
    CHECK(invalid_of(run_chain(csv(make_chain(5, "")), options)).empty());
    options.shape.recipe = *format::parse_recipe("{prev.Mac?GENESIS}|{text}");
    CHECK(invalid_of(run_chain(text, options)).empty());

    options = linked();
    options.shape.chain.start = "another";
    CHECK(invalid_of(run_chain(text, options)) == Numbers{1});
    // A chain may begin anywhere: then nothing is known of what its first record is linked to.
    options.shape.chain.start.reset();
    CHECK(invalid_of(run_chain(text, options)).empty());
}

TEST_CASE("a link is compared as a MAC, not as a text") {
    Rows rows = make_chain(5, std::string(64, 'a'));
    rules::RunOptions options = linked();
    options.shape.chain.start = "\\x" + std::string(64, 'A');
    CHECK(invalid_of(run_chain(csv(rows), options)).empty());
    options.shape.chain.start = "\\x" + std::string(63, 'A') + "B";
    CHECK(invalid_of(run_chain(csv(rows), options)) == Numbers{1});

    const Row next = make_chain(1, "0x" + rows.back().mac)[0];
    rows.push_back(next);
    CHECK(invalid_of(run_chain(csv(rows), options)) == Numbers{1});
    rows.back() = make_chain(1, "0x" + rows.front().mac)[0];
    CHECK(invalid_of(run_chain(csv(rows), options)) == Numbers{1, 6});
}

TEST_CASE("a record that was altered and names another than the one before is told as both") {
    Rows rows = make_chain(9);
    rows[4].text += "!";
    rows[4].previous = rows[1].mac;
    rows[6].previous = rows[1].mac;    // no longer what its MAC covers
    rows[8].previous = std::string(64, '0');
    rows[8].mac =
        to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(rows[8].previous + "|" + rows[8].text)));
    rules::RunOptions options = linked();
    options.cross_check = rules::CrossCheck::All;
    const RunOutcome outcome = run_chain(csv(rows), options);
    CHECK(invalid_of(outcome) == Numbers{5, 7, 9});
    CHECK(outcome.report.num_disagreements == 0);
    const auto is_told = [&](std::size_t line, std::string_view words) {
        return outcome.lines[line]["Error"]["Message"].get<std::string>().find(words) != std::string::npos;
    };
    for (const std::size_t line : {4U, 6U}) {
        CHECK(is_told(line, "does not match the message under this key and algorithm, and the link"));
    }
    CHECK(is_told(8, "The record is intact, but its link is broken"));
}

TEST_CASE("a message can have the bytes of the MAC before") {
    Rows rows;
    ByteVector previous;
    for (int i = 0; i < 4; ++i) {
        ByteVector message = previous;
        const std::string text = "entry " + std::to_string(i);
        message.insert(message.end(), text.begin(), text.end());
        previous = reference_hmac(Algorithm::HmacSha256, pattern(20), message);
        rows.push_back({text, to_hex(previous), ""});
    }
    rules::RunOptions options = options_for("{prev.Mac:hex}{text}");
    options.shape.chain.start.reset();
    CHECK(invalid_of(run_chain(csv(rows), options)).empty());
    options.shape.recipe = *format::parse_recipe("{prev.Mac}{text}");
    CHECK(invalid_of(run_chain(csv(rows), options)) == Numbers{2, 3, 4});
}

TEST_CASE("what a recipe has for a MAC that is not there is the same text at the start and behind an untagged record") {
    const auto mac_of = [](std::string_view message) {
        return to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(message)));
    };
    rules::RunOptions options = options_for("{prev.Mac:hex?GENESIS}|{text}");
    options.shape.chain.start.reset();
    const Rows rows{{"a", mac_of("GENESIS|a"), ""}, {"b", "", ""}, {"c", mac_of("GENESIS|c"), ""}};
    CHECK(codes_of(run_chain(csv(rows), options)) == Texts{"valid", "MissingMacException", "valid"});
    // What --chain-start says is a MAC as inputs write MACs, and is read as they are.
    options.shape.chain.start = "4142";
    const Rows begun{{"a", mac_of("AB|a"), ""}};
    CHECK(codes_of(run_chain(csv(begun), options)) == Texts{"valid"});
}

TEST_CASE("a record behind one that cannot be read could not be verified, which is not the same as wrong") {
    const Rows rows = make_chain(6);
    const std::string whole = csv(rows);
    std::string text = csv({rows[0], rows[1]}) + "only one cell\n" + csv({rows[3], rows[4]}).substr(csv({}).size());
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        for (rules::RunOptions options : {chained(), linked()}) {
            options.slab_bytes = slab_bytes;
            options.cross_check = rules::CrossCheck::All;
            const RunOutcome outcome = run_chain(text, options);
            using Failures = std::vector<std::pair<std::uint64_t, std::string>>;
            CHECK(failures(outcome) == Failures{{3, "ValidationException"}, {4, "ValidationException"}});
            CHECK(outcome.lines[3]["Error"]["Message"] == "the record before, to which it is chained, cannot be read");
            CHECK(outcome.report.num_disagreements == 0);
        }
    }
}

TEST_CASE("so it is behind a record that is too long, and nothing of that one is held") {
    const Rows rows = make_chain(5);
    const std::size_t size = GENERATE(400, 200'000);    // held whole in a slab, and never
    Rows longer = rows;
    longer[2].text.append(size, 'x');
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        rules::RunOptions options = chained();
        options.max_record_bytes = 300;
        options.slab_bytes = slab_bytes;
        CHECK(codes_of(run_chain(csv(longer), options)) ==
              Texts{"valid", "valid", "ValidationException", "ValidationException", "valid"});
    }
}

TEST_CASE("behind a record without a MAC stands what the recipe has for that, or nothing can be verified") {
    Rows rows = make_chain(4);
    const std::string message = "none|entry 3";
    rows[1].mac.clear();
    rows[2].mac = to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(message)));
    rows[3].mac =
        to_hex(reference_hmac(Algorithm::HmacSha256, pattern(20), as_bytes(rows[2].mac + "|" + rows[3].text)));
    rules::RunOptions options = chained();
    CHECK(codes_of(run_chain(csv(rows), options)) ==
          Texts{"valid", "MissingMacException", "ValidationException", "valid"});
    options.shape.recipe = *format::parse_recipe("{prev.Mac?none}|{text}");
    CHECK(codes_of(run_chain(csv(rows), options)) == Texts{"valid", "MissingMacException", "valid", "valid"});
}

TEST_CASE("every source is a chain of its own, or one chain goes through them all") {
    const Rows rows = make_chain(20);
    const TempDir folder;
    const std::vector<std::string> files{folder.write("a.csv", csv({rows.begin(), rows.begin() + 8})),
                                         folder.write("b.csv", csv({rows.begin() + 8, rows.end()}))};
    const auto run_both = [&](const rules::RunOptions& options) {
        return run_files(files, chain_keys(), options, backend_named("scalar"));
    };
    for (rules::RunOptions options : {chained(), linked()}) {
        CHECK(failures(run_both(options)).size() == 1);
        CHECK(code_of(run_both(options).lines[8]) == "KMSInvalidMacException");
        options.shape.chain.is_one = true;
        options.shape.chain.end = rows.back().mac;
        const RunOutcome outcome = run_both(options);
        CHECK(failures(outcome).empty());
        CHECK(report::exit_status(outcome.report, {}) == 0);
    }
}

TEST_CASE("where an input of one chain cannot be read, the next one's first record could not be verified") {
    const Rows rows = make_chain(20);
    const TempDir folder;
    const std::vector<std::string> files{folder.write("a.csv", csv({rows.begin(), rows.begin() + 8})),
                                         folder.write("b.csv", "no,such,columns\n"),
                                         folder.write("c.csv", csv({rows.begin() + 8, rows.end()}))};
    rules::RunOptions options = chained();
    options.shape.chain.is_one = true;
    const RunOutcome outcome = run_files(files, chain_keys(), options, backend_named("scalar"));
    CHECK(code_of(outcome.lines[8]) == "ValidationException");
    CHECK(outcome.report.counts.of(report::RecordClass::Valid) == 19);
    CHECK(report::exit_status(outcome.report, {}) == 3);
}

TEST_CASE("so it is where the first input of one chain cannot be read, or breaks off") {
    const Rows rows = make_chain(20);
    const TempDir folder;
    const std::string rest = folder.write("z.csv", csv({rows.begin() + 8, rows.end()}));
    const std::string first = csv({rows.begin(), rows.begin() + 8});
    for (const std::string& unread : {folder.file("not-there.csv"), folder.write("a.csv", "no,such,columns\n"),
                                      folder.write("b.csv", std::string("\x1f\x8b\x08", 3) + std::string(30, '\0'))}) {
        for (rules::RunOptions options : {chained(), linked()}) {
            INFO(unread);
            options.shape.chain.is_one = true;
            const RunOutcome outcome =
                run_files(std::vector<std::string>{unread, rest}, chain_keys(), options, backend_named("scalar"));
            REQUIRE(outcome.lines.size() == 12);
            CHECK(outcome.lines[0]["Error"]["Message"] == "the record before, to which it is chained, cannot be read");
            CHECK(outcome.report.counts.of(report::RecordClass::Valid) == 11);
            CHECK(report::exit_status(outcome.report, {}) == 3);
        }
    }
    // Chains of their own begin anew behind an input that cannot be read.
    const std::string whole = folder.write("c.csv", first);
    CHECK(failures(run_files(std::vector<std::string>{folder.file("not-there.csv"), whole}, chain_keys(), chained(),
                             backend_named("scalar")))
              .empty());
}

TEST_CASE("behind a record with two MACs nothing can be verified, as it is not known which is the one") {
    const Rows rows = make_chain(4);
    const auto line = [](const Row& row, const std::string& more) {
        return "{\"text\":\"" + row.text + "\",\"Mac\":\"" + row.mac + "\"" + more + "}\n";
    };
    const std::string other = ",\"Mac\":\"" + rows[0].mac + "\"";
    const std::string text = line(rows[0], "") + line(rows[1], other) + line(rows[2], "") + line(rows[3], "");
    rules::RunOptions options = chained();
    options.shape.format = format::InputFormat::JsonLines;
    for (const std::size_t slab_bytes : {std::size_t{1}, std::size_t{1} << 20}) {
        options.slab_bytes = slab_bytes;
        CHECK(codes_of(run_chain(text, options)) ==
              Texts{"valid", "ValidationException", "ValidationException", "valid"});
    }
}

TEST_CASE("a chain whose tail was cut off does not end with the expected MAC") {
    const Rows rows = make_chain(30);
    for (rules::RunOptions options : {chained(), linked()}) {
        options.shape.chain.end = "0x" + rows.back().mac;
        const RunOutcome whole = run_chain(csv(rows), options);
        CHECK(whole.report.chain.cut_ends.empty());
        CHECK(report::exit_status(whole.report, {}) == 0);
        const RunOutcome cut = run_chain(csv({rows.begin(), rows.end() - 2}), options);
        CHECK(cut.report.chain.cut_ends == std::vector<std::uint32_t>{0});
        CHECK(failures(cut).empty());
        CHECK(report::exit_status(cut.report, {}) == 3);
        CHECK(run_chain(csv({}), options).report.chain.cut_ends.size() == 1);
        CHECK(run_chain(csv(rows) + "one cell\n", options).report.chain.cut_ends.size() == 1);
    }
}

TEST_CASE("a backend that calls everything valid is not believed about a record whose link is broken, too") {
    Rows rows = make_chain(10);
    rows[5].text += "!";
    std::swap(rows[5].previous, rows[6].previous);
    const RunOutcome outcome = run_text(csv(rows), chain_keys(), linked(), lying_backend("always valid"));
    CHECK(outcome.report.num_disagreements != 0);
    CHECK(report::exit_status(outcome.report, {}) == 5);
}

TEST_CASE("breaks are told up to a bound, and counted beyond it") {
    Rows rows = make_chain(judge::ChainReport::max_breaks + 200);
    for (Row& row : rows) {
        row.text += "!";
    }
    const RunOutcome outcome = run_chain(csv(rows), chained());
    CHECK(outcome.report.chain.num_breaks == rows.size());
    CHECK(outcome.report.chain.breaks.size() == judge::ChainReport::max_breaks);
    CHECK(outcome.report.chain.breaks.back().record == judge::ChainReport::max_breaks);
}

}    // namespace hmacsweep::tests
