// `verify --shard` and `merge`: shards of a folder, joined, give what one run over the folder gives.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <filesystem>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

/// A folder `in` of five files, with records of all classes.
class Shards {
public:
    Shards() {
        std::filesystem::create_directory(place.dir.path() / "in");
        std::filesystem::create_directory(place.dir.path() / "parts");
        place.dir.write("in/a.jsonl", place.record("1") + place.record("2"));
        place.dir.write("in/b.jsonl", place.record("3", "alias/kms") + place.forged("4"));
        place.dir.write("in/c.jsonl", "");
        place.dir.write("in/d.jsonl", place.lost("5") + place.untagged("6") + "{\n");
        place.dir.write("in/e.jsonl", place.record("7"));
        options.folder = place.dir.path();
    }

    ProcessResult shard(const std::string& shard, const std::string& summary, std::vector<std::string> more = {}) {
        more.insert(more.begin(), {"verify", "in", "--keys", "keys.json", "-q", "-o", "/dev/null", "--shard", shard,
                                   "--summary", "parts/" + summary});
        return program(more, options);
    }
    void shards(int of) {
        for (int i = 1; i <= of; ++i) {
            shard(std::to_string(i) + "/" + std::to_string(of), std::to_string(i));
        }
    }
    ProcessResult merge(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "merge");
        return program(std::move(arguments), options);
    }
    nlohmann::json json(const std::string& name) { return nlohmann::json::parse(place.dir.read(name)); }

    const Workplace place;
    ProcessOptions options;
};

}    // namespace

TEST_CASE("shards of a folder, merged, have the counts, classes and status of one run") {
    for (const int of : {1, 2, 3, 5, 8}) {
        Shards shards;
        CAPTURE(of);
        const ProcessResult whole = program(
            {"verify", "in", "--keys", "keys.json", "-q", "-o", "/dev/null", "--summary", "whole"}, shards.options);
        shards.shards(of);
        const ProcessResult merged = shards.merge({"parts", "-o", "merged", "--report", "page"});
        CHECK(whole.status == 1);
        CHECK(merged.status == whole.status);
        const nlohmann::json one = shards.json("whole");
        const nlohmann::json all = shards.json("merged");
        for (const char* member :
             {"complete", "status", "reasons", "records", "classes", "codes", "without_key", "by_algorithm",
              "records_sum", "blank_lines", "passed_over", "first_failures", "unproved_boundaries", "version"}) {
            CAPTURE(member);
            CHECK(all[member] == one[member]);
        }
        CHECK(all["by_key"].size() == one["by_key"].size());
        for (const nlohmann::json& key : one["by_key"]) {    // sorted by name; those of a run are as in the key file
            CHECK(std::ranges::count(all["by_key"], key) == 1);
        }
        for (std::size_t i = 0; i < one["sources"].size(); ++i) {
            CHECK(all["sources"][i] == one["sources"][i]);
        }
        CHECK_THAT(shards.place.dir.read("page"), has_text("<title>FAIL: 1 record has a wrong MAC. "));
    }
}

TEST_CASE("a part that did not end well makes no PASS, even where its counts do not say why") {
    Shards shards;
    for (const char* name : {"b", "d"}) {
        std::filesystem::remove(shards.place.dir.path() / "in" / (std::string(name) + ".jsonl"));
    }
    shards.shards(3);
    CHECK(shards.merge({"parts", "-o", "merged"}).status == 0);
    for (const int status : {3, 4, 5}) {
        nlohmann::json part = shards.json("parts/2");
        part["status"] = status;
        shards.place.dir.write("parts/2", part.dump());
        const ProcessResult result = shards.merge({"parts", "-o", "again"});
        CAPTURE(status, result.err);
        CHECK(result.status == 3);
    }
}

TEST_CASE("shards of chosen records, merged, count the records that were not chosen") {
    Shards shards;
    const std::vector<std::string> chosen{"--where", "KeyId=alias/kms"};
    const ProcessResult whole = program({"verify", "in", "--keys", "keys.json", "-q", "-o", "/dev/null", "--summary",
                                         "whole", "--where", "KeyId=alias/kms"},
                                        shards.options);
    for (int i = 1; i <= 3; ++i) {
        shards.shard(std::to_string(i) + "/3", std::to_string(i), chosen);
    }
    CHECK(shards.merge({"parts", "-o", "merged"}).status == whole.status);
    const nlohmann::json one = shards.json("whole");
    const nlohmann::json all = shards.json("merged");
    CHECK(one["not_chosen"] >= 1);
    for (const char* member : {"status", "reasons", "records", "classes", "not_chosen", "where", "sources"}) {
        CAPTURE(member);
        CHECK(all[member] == one[member]);
    }
}

TEST_CASE("an empty shard is no error, and a merge of valid shards passes") {
    Shards shards;
    for (const char* name : {"b", "d"}) {
        std::filesystem::remove(shards.place.dir.path() / "in" / (std::string(name) + ".jsonl"));
    }
    for (int i = 1; i <= 4; ++i) {
        CHECK(shards.shard(std::to_string(i) + "/4", std::to_string(i)).status == 0);
    }
    CHECK(shards.json("parts/2")["records"] == 0);
    CHECK(shards.json("parts/4")["sources"].empty());
    shards.shard("1/4", "1", {"--report", "page"});    // a PASS of a part says that it is one
    CHECK_THAT(shards.place.dir.read("page"), has_text("is valid. This is part 1 of 4."));
    const ProcessResult merged = shards.merge({"parts", "-o", "merged", "--expect-records", "3"});
    CAPTURE(merged.err);
    CHECK(merged.status == 0);
    CHECK_THAT(merged.err, has_text("PASS: every record's MAC is valid."));
    CHECK(shards.merge({"parts", "-o", "merged", "--expect-records", "4"}).status == 3);
    // A whole without records is no PASS, as without shards.
    for (const char* name : {"a", "e"}) {
        shards.place.dir.write(std::string("in/") + name + ".jsonl", "");
    }
    shards.shards(4);
    CHECK(shards.merge({"parts", "-o", "merged"}).status == 4);
    for (int i = 1; i <= 4; ++i) {
        shards.shard(std::to_string(i) + "/4", std::to_string(i), {"--allow-empty"});
    }
    CHECK(shards.merge({"parts", "-o", "merged"}).status == 0);
}

TEST_CASE("what is wrong with the parts is the first line of merge, with status 3") {
    Shards shards;
    shards.shards(3);
    const auto first_line = [](const ProcessResult& result) { return result.err.substr(0, result.err.find('\n')); };
    ProcessResult merged = shards.merge({"parts/3", "parts/1", "-o", "merged", "--report", "page"});
    CHECK(merged.status == 3);
    CHECK(first_line(merged) == "hmacsweep: part 2 of 3 is missing");
    CHECK(shards.json("merged")["complete"] == false);
    CHECK(shards.json("merged")["merged"]["missing"] == nlohmann::json::array({2}));
    CHECK_THAT(shards.place.dir.read("page"), has_text("2 of 3 parts are here; missing: 2."));

    SECTION("a file was added between two shards") {
        shards.place.dir.write("in/f.jsonl", shards.place.record("8"));
        shards.shard("3/3", "3");
        merged = shards.merge({"parts"});
        CHECK(merged.status == 3);
        CHECK_THAT(first_line(merged),
                   has_text("do not belong together: the number of files in the whole list is 5, and 6"));
    }
    SECTION("a file grew between two shards") {
        shards.place.dir.write("in/a.jsonl", shards.place.record("1") + shards.place.forged("2") + "\n");
        shards.shard("3/3", "3");
        merged = shards.merge({"parts"});
        CHECK(merged.status == 3);
        CHECK_THAT(first_line(merged), has_text("the sum over the whole list of files"));
    }
    SECTION("a shard was verified under other keys") {
        shards.place.dir.write("keys.json", key_file_text(make_store([] {
                                   std::vector<keys::Key> keys;
                                   keys.push_back(make_key("plain", as_bytes("another")));
                                   keys.push_back(make_kms_key("kms", Algorithm::HmacSha256,
                                                               as_bytes("0123456789abcdef0123456789abcdef")));
                                   return keys;
                               }())));
        shards.shard("2/3", "2");
        merged = shards.merge({"parts"});
        CHECK(merged.status == 3);
        CHECK_THAT(first_line(merged), has_text("fingerprints"));
    }
    SECTION("a shard was verified with other options") {
        shards.shard("2/3", "2", {"--ignore-key-state"});
        merged = shards.merge({"parts"});
        CHECK(merged.status == 3);
        CHECK_THAT(first_line(merged), has_text("--ignore-key-state is not given, and true"));
    }
    SECTION("a shard was verified again with another result") {
        shards.place.dir.write("in/b.jsonl", shards.place.record("3", "alias/kms") + shards.place.record("4"));
        shards.shard("2/3", "again");
        merged = shards.merge({"parts"});
        CHECK(merged.status == 3);
        CHECK_THAT(first_line(merged), has_text("more than once"));
    }
    SECTION("a file is no summary, or is not there") {
        shards.place.dir.write("parts/x", "{}");
        CHECK(shards.merge({"parts"}).status == 3);
        CHECK(shards.merge({"parts/1", "parts/none"}).status == 3);
    }
    SECTION("a summary was written by a run over everything") {
        program({"verify", "in", "--keys", "keys.json", "-q", "-o", "/dev/null", "--summary", "parts/2"},
                shards.options);
        CHECK_THAT(first_line(shards.merge({"parts"})), has_text("is the summary of a whole run"));
    }
    if (merged.status == 3 && shards.merge({"parts", "-o", "none"}).status == 3) {
        CHECK_FALSE(std::filesystem::exists(shards.place.dir.path() / "none"));
    }
}

TEST_CASE("a shard that was run again counts once, and any order of summaries gives the same bytes") {
    Shards shards;
    shards.shards(3);
    shards.shard("2/3", "again");
    CHECK(shards.merge({"parts", "-o", "one"}).status == 1);
    CHECK(shards.merge({"parts/again", "parts/3", "parts/2", "parts/1", "-o", "two"}).status == 1);
    CHECK(shards.place.dir.read("one") == shards.place.dir.read("two"));
    CHECK(shards.json("one")["merged"]["replaced"] == 1);
    shards.place.dir.write("list", std::string("parts/3\0parts/1\0parts/2\0", 24));
    CHECK(shards.merge({"--files0-from", "list", "-o", "three"}).status == 1);
    CHECK(shards.json("three")["records"] == shards.json("one")["records"]);
    // Neither a summary nor a file of another shard is overwritten.
    CHECK(shards.merge({"parts/1", "parts/2", "parts/3", "-o", "parts/2"}).status == 2);
    CHECK(shards.shard("1/3", "../in/b.jsonl").status == 2);
    CHECK(shards.json("parts/2")["part"]["number"] == 2);
}

TEST_CASE("--shard auto reads the array of Slurm and the indexed Job of Kubernetes") {
    Shards shards;
    using Variables = std::vector<std::pair<std::string, std::string>>;
    const auto run = [&](Variables variables) {
        shards.options.environment = std::move(variables);
        const ProcessResult result = shards.shard("auto", "auto");
        if (result.status == 2) {
            return result.err;
        }
        const nlohmann::json part = shards.json("parts/auto")["part"];
        return part["number"].dump() + "/" + part["of"].dump();
    };
    const auto slurm = [](const std::string& id, const std::string& least, const std::string& greatest,
                          const std::string& step, const std::string& count) {
        return Variables{{"SLURM_ARRAY_TASK_ID", id},
                         {"SLURM_ARRAY_TASK_MIN", least},
                         {"SLURM_ARRAY_TASK_MAX", greatest},
                         {"SLURM_ARRAY_TASK_STEP", step},
                         {"SLURM_ARRAY_TASK_COUNT", count}};
    };
    CHECK(run(slurm("0", "0", "3", "1", "4")) == "1/4");
    CHECK(run(slurm("3", "0", "3", "1", "4")) == "4/4");
    CHECK(run(slurm("14", "10", "18", "4", "3")) == "2/3");
    CHECK_THAT(run(slurm("3", "1", "7", "1", "4")), has_text("have gaps"));
    CHECK_THAT(run(slurm("2", "1", "7", "2", "4")), has_text("have gaps"));
    CHECK_THAT(run({{"SLURM_ARRAY_TASK_ID", "1"}}), has_text("SLURM_ARRAY_TASK_MIN is not set"));
    CHECK(run({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "2"}}) == "1/2");
    CHECK(run({{"JOB_COMPLETION_INDEX", "1"}, {"JOB_COMPLETIONS", "2"}}) == "2/2");
    CHECK_THAT(run({{"JOB_COMPLETION_INDEX", "2"}, {"JOB_COMPLETIONS", "2"}}), has_text("from 0 to 1"));
    CHECK_THAT(run({{"JOB_COMPLETION_INDEX", "0"}}), has_text("have the Job's manifest set it"));
    CHECK_THAT(run({}), has_text("neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set"));
}

TEST_CASE("--shard is refused where the parts could not be joined") {
    Shards shards;
    for (const char* wrong : {"0/3", "4/3", "3", "1/0", "/", "1/", "-1/3", "1/3/3", "a/b", "1/99999999999"}) {
        CAPTURE(wrong);
        CHECK(shards.shard(wrong, "x").status == 2);
    }
    CHECK(shards.shard("1/3", "x", {"--expect-records", "3"}).status == 2);
    CHECK(shards.shard("1/3", "x", {"--unique", "Id"}).status == 2);
    CHECK(program({"verify", "in", "--keys", "keys.json", "--shard", "1/2"}, shards.options).status == 2);
    const ProcessResult piped =
        program({"verify", "-", "--keys", "keys.json", "--shard", "1/2", "--summary", "x"}, shards.options);
    CHECK(piped.status == 2);
    CHECK_THAT(piped.err, has_text("--shard is for files"));
    CHECK(shards.merge({}).status == 2);
}
