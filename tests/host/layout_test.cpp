// What a package may include: the direction of dependencies, read from the sources themselves.
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::tests {
namespace {

namespace fs = std::filesystem;

struct Include {
    std::string name;
    bool is_quoted;
};

/// Every #include of a source file, commented-out ones left aside.
std::vector<Include> includes_of(const std::string& source) {
    std::vector<Include> includes;
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) {
        std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
        constexpr std::string_view directive = "#include";
        if (!line.starts_with(directive)) {
            continue;
        }
        const bool is_quoted = line.size() > directive.size() && line[directive.size()] == '"';
        const std::size_t begin = directive.size() + 1;
        includes.push_back({line.substr(begin, line.find(is_quoted ? '"' : '>', begin) - begin), is_quoted});
    }
    return includes;
}

/// The sources below a folder of the repository, as paths from its root.
std::vector<std::string> sources_below(const std::string& folder) {
    std::vector<std::string> paths;
    const fs::path root(HMACSWEEP_SOURCE_DIR);
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension().string();
        if (extension == ".hpp" || extension == ".cpp" || extension == ".cu" || extension == ".cuh") {
            paths.push_back(fs::relative(entry.path(), root).string());
        }
    }
    return paths;
}

/// The core's words between the host and its backends. They need the standard library, and so no device code and no
/// code for an instruction set of its own includes them.
constexpr std::array<std::string_view, 2> host_only{"cuda/core/share.hpp", "cuda/core/text_job.hpp"};

bool is_below(const std::string& path, const std::vector<std::string>& folders) {
    return std::ranges::any_of(folders, [&](const std::string& folder) { return path.starts_with(folder + "/"); });
}

/// Which quoted includes of a package's files are not below the folders allowed; `checked` counts the includes.
std::vector<std::string> violations(const std::string& package, const std::vector<std::string>& allowed,
                                    std::size_t& checked) {
    std::vector<std::string> found;
    for (const std::string& path : sources_below(package)) {
        for (const Include& include : includes_of(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path))) {
            if (!include.is_quoted) {
                continue;
            }
            ++checked;
            if (!is_below(include.name, allowed) && !is_below(include.name, {package})) {
                found.push_back(path + " includes " + include.name);
            }
        }
    }
    return found;
}

}    // namespace

TEST_CASE("every package includes only what its row in the layout allows") {
    struct Row {
        std::string package;
        std::vector<std::string> allowed;    ///< beside the package itself
    };
    const Row rows[] = {
        {"cuda/core", {"cuda/core"}},
        {"cuda/gpu", {"cuda/core", "cuda/gpu"}},
        {"reference", {"reference"}},
        {"host/base", {"cuda/core"}},
        {"host/keys", {"cuda/core", "reference", "host/base"}},
        {"host/format", {"cuda/core", "host/base"}},
        {"host/html", {"host/base"}},
        {"host/input", {"cuda/core", "host/base", "host/format"}},
        {"host/reader", {"cuda/core", "host/base", "host/format", "host/keys"}},
        {"host/backend", {"cuda/core", "cuda/gpu", "reference", "host/base", "host/format", "host/keys"}},
        {"host/rules",
         {"cuda/core", "host/base", "host/format", "host/keys", "host/reader", "host/backend", "host/input"}},
        {"host/judge",
         {"cuda/core", "reference", "host/base", "host/format", "host/keys", "host/reader", "host/backend",
          "host/input", "host/rules"}},
        {"host/diagnosis",
         {"cuda/core", "reference", "host/base", "host/format", "host/keys", "host/reader", "host/backend",
          "host/input", "host/rules", "host/judge"}},
        {"host/report",
         {"cuda/core", "reference", "host/base", "host/format", "host/keys", "host/reader", "host/backend",
          "host/input", "host/rules", "host/judge", "host/diagnosis"}},
        {"host/audit", {"cuda/core", "host/base", "host/keys", "host/input", "host/report", "host/html"}},
        {"host/run",
         {"cuda/core", "host/base", "host/format", "host/keys", "host/backend", "host/input", "host/rules",
          "host/judge", "host/diagnosis", "host/report"}},
        {"host/columns",
         {"cuda/core", "host/base", "host/format", "host/keys", "host/backend", "host/input", "host/rules",
          "host/judge", "host/report"}},
        {"host/python",
         {"host/base", "host/keys", "host/format", "host/input", "host/backend", "host/rules", "host/report",
          "host/columns"}},
        {"host/bench",
         {"cuda/core", "cuda/gpu", "host/base", "host/keys", "host/backend", "host/rules", "host/run", "host/html"}},
        {"host/aws", {"cuda/core", "reference", "host/base", "host/keys", "host/reader", "host/rules"}},
        {"host/cli", {"cuda/core", "cuda/gpu", "host"}},
    };
    for (const Row& row : rows) {
        std::size_t checked = 0;
        for (const std::string& violation : violations(row.package, row.allowed, checked)) {
            FAIL_CHECK(violation);
        }
        CHECK(checked > 0);
    }
}

TEST_CASE("every source of the host layer lies in a room") {
    for (const std::string& path : sources_below("host")) {
        INFO(path);
        CHECK(std::ranges::count(path, '/') >= 2);
    }
}

TEST_CASE("the library's small face pulls in few headers of ours") {
    std::vector<std::string> seen{"samples/library_example.cpp"};
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (const Include& include : includes_of(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / seen[i]))) {
            if (include.is_quoted && std::ranges::find(seen, include.name) == seen.end()) {
                seen.push_back(include.name);
            }
        }
        CHECK((i != 0 || seen.size() <= 3));    // the example's own includes
    }
    CHECK(seen.size() >= 2);
    CHECK(seen.size() <= 1 + 8);
}

TEST_CASE("the library does not know the command line") {
    for (const std::string& path : sources_below("host")) {
        if (is_below(path, {"host/cli"})) {
            continue;
        }
        for (const Include& include : includes_of(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path))) {
            INFO(path << " includes " << include.name);
            CHECK_FALSE(include.name.starts_with("host/cli/"));
            CHECK(include.name.find("CLI") == std::string::npos);
        }
    }
}

TEST_CASE("only code for instruction sets of its own is kept to core headers") {
    for (const std::string& path : sources_below("host/backend")) {
        const std::string source = read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path);
        if (source.find("#define HMACSWEEP_ISA") == std::string::npos) {
            continue;
        }
        for (const Include& include : includes_of(source)) {
            INFO(path << " includes " << include.name);
            CHECK((include.name.starts_with("cuda/core/") || include.name == "host/backend/lanes.hpp" ||
                   include.name == "host/backend/text_functions.hpp"));
            CHECK(std::ranges::find(host_only, include.name) == host_only.end());
        }
    }
}

TEST_CASE("the core is freestanding: a few standard headers, and none of OpenSSL's") {
    const std::vector<std::string> allowed{"cstddef", "cstdint", "concepts", "type_traits", "bit", "array", "utility"};
    // The compiler's own header, for what vector units do that no expression says.
    const std::vector<std::string> with_intrinsics{"cuda/core/base64_wide.hpp", "cuda/core/byte_mask.hpp",
                                                   "cuda/core/majority.hpp"};
    for (const std::string& path : sources_below("cuda/core")) {
        if (std::ranges::find(host_only, path) != host_only.end()) {
            continue;
        }
        for (const Include& include : includes_of(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path))) {
            INFO(path << " includes " << include.name);
            const bool is_intrinsic =
                include.name == "immintrin.h" && std::ranges::find(with_intrinsics, path) != with_intrinsics.end();
            CHECK((include.is_quoted || is_intrinsic || std::ranges::find(allowed, include.name) != allowed.end()));
            CHECK(std::ranges::find(host_only, include.name) == host_only.end());
        }
    }
    for (const std::string& path : sources_below("reference")) {
        CHECK(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path).find("core::") == std::string::npos);
    }
}

TEST_CASE("every header is guarded by pragma once") {
    for (const std::string folder : {"cuda", "reference", "host", "tests"}) {
        for (const std::string& path : sources_below(folder)) {
            if (path.ends_with(".hpp") || path.ends_with(".cuh")) {
                INFO(path);
                CHECK(read_file(fs::path(HMACSWEEP_SOURCE_DIR) / path).find("#pragma once\n") != std::string::npos);
            }
        }
    }
}

TEST_CASE("the layout test sees what it must see") {
    const std::vector<Include> includes =
        includes_of("#include \"host/a.hpp\"\n  # include <map>\n// #include \"b.hpp\"\n#include\t\"c.hpp\" // c\n");
    REQUIRE(includes.size() == 3);
    CHECK(includes[0].name == "host/a.hpp");
    CHECK(includes[0].is_quoted);
    CHECK(includes[1].name == "map");
    CHECK_FALSE(includes[1].is_quoted);
    CHECK(includes[2].name == "c.hpp");
    CHECK_FALSE(is_below("host/cli2/a.hpp", {"host/cli"}));
}

}    // namespace hmacsweep::tests
