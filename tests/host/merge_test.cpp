// Summaries of parts, joined: the whole is that of one run; what is missing, foreign or contradictory is told.
#include "host/report/merge.hpp"

#include "host/judge/record_sum.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <algorithm>
#include <functional>
#include <random>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

using report::RecordClass;
using report::Summary;

/// Each of these parts has two files, and of each file's records one is wrong.
OrderFreeSum file_sum(std::uint64_t part, std::uint64_t file) {
    return {part, file};
}

Summary part_of_three(std::uint64_t number) {
    Summary part;
    part.operation = "verify";
    part.is_complete = true;
    part.status = 1;
    part.version = "1.0";
    part.started = "2026-11-21T10:00:00Z";
    part.cross_check = "sample";
    part.backend = "scalar";
    part.options = {{"--shard", std::to_string(number) + "/3"}, {"--limits", "kms"}};
    part.part.emplace();
    part.part->number = number;
    part.part->of = 3;
    part.part->num_keys = 1;
    part.part->keys_sha256 = std::string(64, 'a');
    part.part->files = 2;
    part.part->all_files = 6;
    OrderFreeSum own;
    OrderFreeSum all;
    for (std::uint64_t n = 1; n <= 3; ++n) {
        for (std::uint64_t file = 0; file < 2; ++file) {
            all.add(file_sum(n, file));
            if (n == number) {
                own.add(file_sum(n, file));
            }
        }
    }
    part.part->files_sum = own.hex();
    part.part->all_files_sum = all.hex();
    part.records_sum = OrderFreeSum(number, ~std::uint64_t{0}).hex();
    part.records = 2 * 10 * number;
    part.classes.counts = {part.records - 2, 2, 0, 0, 0};
    part.codes.add(Verdict::Invalid, 2);
    for (std::uint64_t file = 0; file < 2; ++file) {
        Summary::Source& source = part.sources.emplace_back();
        source.name = std::string("file ") + std::to_string(number + (3 * file));
        source.records = 10 * number;
        source.classes.counts = {source.records - 1, 1, 0, 0, 0};
        part.first_failures.push_back({source.name, 3, 3, "KMSInvalidMacException"});
    }
    part.keys = {{"k1", "0011223344556677", part.records, part.classes}};
    return part;
}

std::vector<Summary> three_parts() {
    return {part_of_three(1), part_of_three(2), part_of_three(3)};
}

Result<Summary> merge(std::vector<Summary> parts, const report::MergeRequest& request = {}) {
    report::Merge merge;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        merge.add(std::move(parts[i]), "s" + std::to_string(i));
    }
    return merge.finish(request);
}

/// The error of three parts of which the second was changed.
std::string error_with(const std::function<void(Summary&)>& change) {
    std::vector<Summary> parts = three_parts();
    change(parts[1]);
    const Result<Summary> merged = merge(std::move(parts));
    return merged ? "" : merged.error().message;
}

}    // namespace

TEST_CASE("all parts together have the counts and the status of one run over everything") {
    const Result<Summary> merged = merge(three_parts(), {.records = 120, .parts = 3});
    REQUIRE(merged);
    CHECK(merged->is_complete);
    CHECK(merged->status == 1);
    CHECK(merged->records == 120);
    CHECK(merged->classes.of(RecordClass::Invalid) == 6);
    CHECK(merged->codes.of(Verdict::Invalid) == 6);
    REQUIRE(merged->keys.size() == 1);
    CHECK(merged->keys[0].records == 120);
    REQUIRE(merged->sources.size() == 6);
    CHECK(std::ranges::is_sorted(merged->sources, {}, &Summary::Source::name));
    REQUIRE(merged->first_failures.size() == 5);
    CHECK(merged->first_failures[0].source == "file 1");
    CHECK(merged->records_sum == OrderFreeSum(8, ~std::uint64_t{0} - 2).hex());
    CHECK(merged->option("--limits") == "kms");
    CHECK_FALSE(merged->has_option("--shard"));
    CHECK(merged->merged->parts == 3);
    CHECK(merged->merged->missing.empty());
    CHECK(report::contradictions(*merged).empty());
    CHECK(merge(three_parts(), {.records = 119, .parts = {}})->reasons.back().status == 3);
}

TEST_CASE("the order of summaries does not matter, and neither does a part that was run again") {
    std::vector<Summary> parts = three_parts();
    parts.push_back(part_of_three(2));
    parts.back().started = "2026-11-21T11:00:00Z";
    parts.back().seconds = 7;    // not those of the attempt that counts
    parts.back().part->attempt = 1;
    const std::string wanted = report::to_json(*merge(parts));
    CHECK(nlohmann::json::parse(wanted)["records"] == 120);
    CHECK(nlohmann::json::parse(wanted)["merged"]["replaced"] == 1);
    std::mt19937 random(7);
    for (int i = 0; i < 20; ++i) {
        std::ranges::shuffle(parts, random);
        CHECK(report::to_json(*merge(parts)) == wanted);
    }
}

TEST_CASE("a missing part makes the whole incomplete, and its number is told") {
    const Result<Summary> merged = merge({part_of_three(3), part_of_three(1)});
    REQUIRE(merged);
    CHECK_FALSE(merged->is_complete);
    CHECK(merged->status == 3);
    CHECK(merged->reasons[0].words == "part 2 of 3 is missing");
    CHECK(merged->reasons[1].status == 1);
    CHECK(merge({part_of_three(3)})->reasons[0].words == "2 of 3 parts are missing: 1 to 2");
    CHECK(merge({}).error().message == "there is no summary to merge");
}

TEST_CASE("an interrupted part is missing until another attempt is there") {
    std::vector<Summary> parts = three_parts();
    parts[1].status = 143;
    parts[1].is_complete = false;
    CHECK(merge(parts)->reasons[0].words == "part 2 of 3 is missing (1 part was interrupted)");
    parts.push_back(part_of_three(2));
    const Result<Summary> merged = merge(parts);
    REQUIRE(merged);
    CHECK(merged->status == 1);
    CHECK(merged->records == 120);
    CHECK_THAT(merged->notices.at(0), has_text("an attempt that ended with status 143 does not count"));
}

TEST_CASE("a backend that failed in the only attempt of a part decides the status") {
    std::vector<Summary> parts = three_parts();
    parts[1].status = 5;
    parts[1].is_complete = false;
    parts[1].backend_error = "lost";
    CHECK(merge(parts)->status == 5);
    parts.pop_back();
    CHECK(merge(parts)->status == 5);
    parts.push_back(part_of_three(2));
    parts.push_back(part_of_three(3));
    CHECK(merge(parts)->status == 1);
}

TEST_CASE("two attempts that differ are no whole") {
    const auto twice = [](const std::function<void(Summary&)>& change) {
        std::vector<Summary> parts = three_parts();
        change(parts.emplace_back(part_of_three(2)));
        const Result<Summary> merged = merge(std::move(parts));
        return merged ? "" : merged.error().message;
    };
    CHECK(twice([](Summary&) {}).empty());
    CHECK_THAT(twice([](Summary& part) { part.records_sum = std::string(32, '0'); }), has_text("the sums over them"));
    CHECK_THAT(twice([](Summary& part) { part.sources[0].sha256 = "x"; }), has_text("another digest"));
    CHECK_THAT(twice([](Summary& part) { part.part->files_sum = std::string(32, '1'); }), has_text("other files"));
    CHECK_THAT(twice([](Summary& part) {
                   --part.classes.counts[1];
                   ++part.classes.counts[2];
                   part.codes = {};
                   part.codes.add(Verdict::Invalid);
                   part.codes.add(Verdict::KeyNotFound);
                   part.sources[0].classes.counts = {19, 0, 1, 0, 0};
               }),
               has_text("part 2 of 3 was verified more than once (s1 and s3), and differently"));
    // A wrong MAC that an attempt has seen does not go away because that attempt broke off.
    CHECK_THAT(twice([](Summary& part) {
                   part.is_complete = false;
                   part.status = 1;
                   part.sources[1].error = "cannot read";
                   part.classes.counts = {37, 3, 0, 0, 0};
                   part.codes.add(Verdict::Invalid);
                   part.sources[0].classes.counts = {18, 2, 0, 0, 0};
               }),
               has_text("has more wrong MACs"));
}

TEST_CASE("parts under other keys, options, versions or lists of files do not belong together") {
    CHECK_THAT(error_with([](Summary& part) { part.part->keys_sha256[0] = 'b'; }), has_text("fingerprints"));
    CHECK_THAT(error_with([](Summary& part) { part.options[1].second = "none"; }),
               has_text("part 1 of 3 (s0) and part 2 of 3 (s1) do not belong together: --limits is kms, and none"));
    CHECK_THAT(error_with([](Summary& part) { part.options.emplace_back("--ignore-key-state", "true"); }),
               has_text("--ignore-key-state is not given, and true"));
    CHECK_THAT(error_with([](Summary& part) { part.version = "1.1"; }), has_text("the version is 1.0, and 1.1"));
    CHECK_THAT(error_with([](Summary& part) { part.part->all_files_sum = std::string(32, '0'); }),
               has_text("the sum over the whole list of files"));
    CHECK_THAT(error_with([](Summary& part) { part.part->all_files = 7; }), has_text("is 6, and 7"));
    CHECK_THAT(error_with([](Summary& part) { part.part->of = 4; }), has_text("the number of parts is 3, and 4"));
    CHECK_THAT(error_with([](Summary& part) { part.keys[0].fingerprint = "0"; }), has_text("several fingerprints"));
    CHECK_THAT(error_with([](Summary& part) { part.cross_check = "none"; }), has_text("the cross-check"));
}

TEST_CASE("files of a part that are not those of the list are found") {
    CHECK_THAT(error_with([](Summary& part) { part.part->files_sum = part_of_three(1).part->files_sum; }),
               has_text("are not the files of the whole list"));
    CHECK_THAT(error_with([](Summary& part) { part.part->files = 1; }), has_text("are not the files"));
}

TEST_CASE("what is no summary of a part, or has counts that cannot be, is refused") {
    CHECK_THAT(error_with([](Summary& part) { part.part.reset(); }), has_text("s1 is the summary of a whole run"));
    CHECK_THAT(error_with([](Summary& part) { part.merged.emplace(); }), has_text("is a merged summary"));
    CHECK_THAT(error_with([](Summary& part) { part.part->number = 4; }), has_text("there is no part 4 of 3"));
    CHECK_THAT(error_with([](Summary& part) { part.part->of = ~std::uint64_t{0}; }), has_text("cannot be"));
    CHECK_THAT(error_with([](Summary& part) { ++part.records; }), has_text("do not add up"));
    CHECK_THAT(error_with([](Summary& part) { part.records_sum = "zz"; }), has_text("is no sum"));
    CHECK_THAT(error_with([](Summary& part) {
                   part.records = std::uint64_t{1} << 63U;
                   part.classes.counts = {part.records, 0, 0, 0, 0};
                   part.codes = {};
                   part.sources[0].records = part.records;
                   part.sources.resize(1);
                   part.sources[0].classes = part.classes;
                   part.keys[0].records = part.records;
               }),
               has_text("cannot be"));
    Summary unknown = part_of_three(1);
    unknown.part->of = 0;
    CHECK_THAT(merge({unknown}).error().message, has_text("do not say how many parts"));
    CHECK(merge({unknown}, {.records = {}, .parts = 3})->merged->missing == std::vector<std::uint64_t>{2, 3});
}

TEST_CASE("a name that some part has is not missing, and one that no part has is") {
    std::vector<Summary> parts = three_parts();
    for (Summary& part : parts) {
        part.part->has_seen_names = true;
    }
    parts[0].part->missing_names = {"no record has \"a\", the MAC; records have: x",
                                    "no record has \"b\"; records have: x"};
    parts[1].part->missing_names = {"no record has \"b\"; records have: y"};
    parts[2].part->has_seen_names = false;
    std::vector<report::EndReason> reasons = merge(parts)->reasons;
    REQUIRE(reasons.size() == 2);
    CHECK(reasons[1].words == "no record has a name that was given");
    parts[1].part->missing_names.clear();
    CHECK(merge(parts)->reasons.size() == 1);
}

TEST_CASE("the sum over records depends on each byte and verdict, and not on order") {
    const ByteVector bytes = pattern(100);
    for (const std::size_t size : {0UL, 1UL, 15UL, 16UL, 17UL, 32UL, 100UL}) {
        const Bytes record = Bytes(bytes).first(size);
        const OrderFreeSum sum = judge::record_hash(record, Verdict::Valid);
        CHECK_FALSE(sum == judge::record_hash(record, Verdict::Invalid));
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            ByteVector changed(record.begin(), record.end());
            changed[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK_FALSE(sum == judge::record_hash(changed, Verdict::Valid));
        }
        ByteVector longer(record.begin(), record.end());
        longer.push_back(0);
        CHECK_FALSE(sum == judge::record_hash(longer, Verdict::Valid));
    }
    // A slab's records are hashed several at a time.
    Random random("record sums");
    for (const std::size_t num_records : {0U, 1U, 3U, 4U, 7U, 40U}) {
        input::Slab slab;
        judge::SlabResult result;
        slab.buffer.assign(random.bytes(100 * num_records));
        OrderFreeSum sum;
        for (std::size_t i = 0; i < num_records; ++i) {
            const auto size = static_cast<std::uint32_t>(random.below(100));
            result.framing.frames.push_back({static_cast<std::uint32_t>(100 * i), size, core::no_line});
            result.outcomes.emplace_back().verdict = random.one_in(3) ? Verdict::Invalid : Verdict::Valid;
            sum.add(judge::record_hash({slab.data() + (100 * i), size}, result.outcomes[i].verdict));
        }
        CHECK(judge::sum_of_records(slab, result) == sum);
    }
    OrderFreeSum carry(1, ~std::uint64_t{0});
    carry.add({2, 1});
    CHECK(carry == OrderFreeSum(4, 0));
    CHECK(OrderFreeSum::parse(carry.hex()) == carry);
    CHECK_FALSE(OrderFreeSum::parse("0x" + std::string(30, '0')));
}

}    // namespace hmacsweep::tests
