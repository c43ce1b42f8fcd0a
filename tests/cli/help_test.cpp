// What `--help` looks like: its width, its headings and their order, and that each option is listed once.
#include "tests/cli/program.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <map>
#include <sstream>

using namespace hmacsweep;           // NOLINT(google-build-using-namespace): tests
using namespace hmacsweep::tests;    // NOLINT(google-build-using-namespace)

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

/// The options of a command's help by heading: each option's names.
std::vector<std::pair<std::string, std::vector<std::string>>> options_in_help(std::vector<std::string> command) {
    command.emplace_back("--help");
    std::vector<std::pair<std::string, std::vector<std::string>>> groups;
    for (const std::string& line : lines_of(program(command).out)) {
        if (line.ends_with(':') && !line.starts_with(' ') && line.size() < 20) {
            groups.emplace_back(line, std::vector<std::string>());
        } else if (line.starts_with("  -") && !groups.empty()) {
            groups.back().second.push_back(line.substr(2, line.find(' ', 2) - 2));
        }
    }
    std::erase_if(groups, [](const auto& group) { return group.second.empty(); });
    return groups;
}

}    // namespace

TEST_CASE("no line of help is longer than 80 columns") {
    const std::vector<std::vector<std::string>> commands{{},
                                                         {"verify"},
                                                         {"generate"},
                                                         {"show"},
                                                         {"diagnose"},
                                                         {"report"},
                                                         {"merge"},
                                                         {"keys"},
                                                         {"keys", "list"},
                                                         {"keys", "create"},
                                                         {"keys", "import"},
                                                         {"profiles"},
                                                         {"bench"},
                                                         {"devices"},
                                                         {"completion"},
                                                         {"man"}};
    for (std::vector<std::string> command : commands) {
        command.emplace_back("--help");
        for (const std::string& line : lines_of(program(command).out)) {
            CAPTURE(command, line);
            CHECK(line.size() <= 80);
        }
    }
}

TEST_CASE("help begins with the ten options that matter most, and lists the others under headings, each once") {
    const auto groups = options_in_help({"verify"});
    std::vector<std::string> headings;
    std::map<std::string, int> times;
    for (const auto& [heading, names] : groups) {
        headings.push_back(heading);
        for (const std::string& name : names) {
            ++times[name];
        }
    }
    CHECK(headings == std::vector<std::string>{
                          "Options:", "Input:", "Message and MAC:", "Keys:", "Results:", "Checks:", "Machine:"});
    REQUIRE(!groups.empty());
    CHECK(groups[0].second == std::vector<std::string>{"-h,--help", "--keys", "-o,--output", "--results",
                                                       "--input-format", "--profile", "--key-id", "--mac-algorithm",
                                                       "--columns", "--report", "--summary"});
    CHECK(times.size() == 63);
    CHECK(std::ranges::all_of(times, [](const auto& row) { return row.second == 1; }));
    CHECK(options_in_help({"keys", "create"}).size() == 1);
}

TEST_CASE("a mistyped option is told the right one, where one is close") {
    const auto error_for = [](const std::string& word) {
        const ProcessResult result = program({"verify", "x", word});
        CHECK(result.status == 2);
        CHECK_THAT(result.err, has_text("not expected: " + word));
        return result.err;
    };
    CHECK_THAT(error_for("--bakend"), has_text("--bakend; did you mean --backend?\n"));
    CHECK_THAT(error_for("--colums=id=1"), has_text("--colums=id=1; did you mean --columns?\n"));
    CHECK_THAT(error_for("--with-mesage"), !has_text("--with-message"));    // an option of generate
    CHECK_THAT(error_for("--xyz"), !has_text("did you mean"));
    CHECK_THAT(program({"keys", "create", "--idd", "x"}).err, has_text("--id is required\n"));
}

TEST_CASE("a mistyped word of an option, profile or command below another is told the right one, where one is close") {
    const auto error_for = [](const std::vector<std::string>& arguments) {
        const ProcessResult result = program(arguments);
        CHECK(result.status == 2);
        return result.err;
    };
    const std::vector<std::string> verify{"verify", "-", "--keys", "k.json"};
    const auto error_of = [&](const std::string& option, const std::string& word) {
        std::vector<std::string> arguments = verify;
        arguments.insert(arguments.end(), {option, word});
        return error_for(arguments);
    };
    CHECK_THAT(error_of("--input-format", "jsnl"), has_text("not \"jsnl\"; did you mean jsonl?\n"));
    CHECK_THAT(error_of("--backend", "scalr"), has_text("; did you mean scalar?\n"));
    CHECK_THAT(error_of("--columns", "mesage=x"), has_text("; did you mean message?\n"));
    CHECK_THAT(error_of("--profile", "githb"), has_text("; did you mean github?\n"));
    CHECK_THAT(error_of("--input-format", "xyz"), !has_text("did you mean"));
    CHECK_THAT(error_for({"keys", "lst", "k.json"}),
               has_text("there is no command \"keys lst\"; did you mean keys list?\n"));
    CHECK_THAT(error_for({"keys", "xyz"}), has_text("there is no command \"keys xyz\"\n"));
    CHECK_THAT(error_for({"keys"}), has_text("subcommand is required"));
}

TEST_CASE("commands have the options that they can use, and no others") {
    const auto has = [](const std::string& command, const std::string& option) {
        const auto groups = options_in_help({command});
        return std::ranges::any_of(
            groups, [&](const auto& group) { return std::ranges::find(group.second, option) != group.second.end(); });
    };
    CHECK((has("verify", "--where") && has("show", "--where") && !has("generate", "--where")));
    CHECK((has("verify", "--include") && has("diagnose", "--include") && !has("show", "--include")));
    CHECK((has("verify", "--threads") && has("generate", "--threads") && !has("diagnose", "--threads")));
    CHECK((has("show", "--record") && !has("verify", "--record")));
    CHECK((has("generate", "--with-message") && !has("verify", "--with-message")));
    for (const std::string command : {"verify", "generate", "show", "diagnose"}) {
        CHECK((has(command, "--keys") && has(command, "--columns") && has(command, "--limits")));
    }
    // An option of another command is refused as one that is not there.
    const ProcessResult result = program({"show", "--threads", "2", "x"});
    CHECK(result.status == 2);
    CHECK_THAT(result.err, has_text("not expected: --threads"));
}
