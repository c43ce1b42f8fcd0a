// No member of a summary is forgotten when the summaries of parts are added up.
#include "host/report/merge_sums.hpp"

#include "host/report/summary_fields.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <concepts>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace hmacsweep::tests {
namespace {

using nlohmann::json;
using report::Summary;

/// Gives every member of a list of fields a value that is not empty. (See summary_fields.hpp.)
class Filler {
public:
    template <class T>
    void operator()(const char* /*name*/, T& value) {
        fill(value);
    }
    template <class T>
    void added(const char* name, T& value) {
        (*this)(name, value);
    }
    template <class T>
    void or_null(const char* name, T& value) {
        (*this)(name, value);
    }
    template <class T>
    void added_or_null(const char* name, T& value) {
        (*this)(name, value);
    }
    template <class T>
    void if_any(const char* name, T& value) {
        (*this)(name, value);
    }
    template <class List>
    void object(const char* /*name*/, List&& list) {
        list(*this);
    }
    template <class List>
    void added_object(const char* name, List&& list) {
        object(name, list);
    }
    template <class List>
    void object_if(bool& is_there, const char* name, List&& list) {
        is_there = true;
        object(name, list);
    }

private:
    static void fill(bool& value) { value = true; }
    template <class T>
        requires(std::integral<T> || std::floating_point<T>)
    static void fill(T& value) {
        value = 3;
    }
    static void fill(std::string& text) { text = "HMAC_SHA_256"; }    // a name of algorithms, too
    static void fill(report::ClassCounts& classes) { classes.counts.fill(3); }
    static void fill(report::VerdictCounts& codes) { codes.by_verdict.fill(3); }
    template <std::size_t size>
    static void fill(std::array<std::uint64_t, size>& counts) {
        counts.fill(3);
    }
    template <class T>
    static void fill(std::vector<T>& list) {
        fill(list.emplace_back());
    }
    template <class T>
    static void fill(std::pair<std::string, T>& pair) {
        fill(pair.first);
        fill(pair.second);
    }
    template <class T>
    static void fill(std::optional<T>& value) {
        fill(value.emplace());
    }
    template <class T>
        requires(std::is_class_v<T>)
    static void fill(T& object) {
        Filler inner;
        fields(inner, object);
    }
};

/// What the sum has another way, and why. A pointer to a member of the summary's JSON.
const std::map<std::string, std::string> exceptions{
    {"/schema", "the version of the JSON"},
    {"/status", "made of the reasons: reasons_of()"},
    {"/reasons", "made of the sum: reasons_of()"},
    {"/part", "the whole is no part"},
    {"/merged", "of the whole alone: Merge"},
    {"/options", "alike in all parts: Merge"},
    {"/version", "alike in all parts: Merge"},
    {"/command", "of one part alone"},
    {"/unproved_boundaries", "alike in all parts: Merge"},
    {"/value_checks", "need a run over everything: refused with --shard"},
    {"/backend/files_in_base", "--no-other-files needs a run over everything: refused with --shard"},
    {"/backend/unnamed_files", "as files_in_base"},
    {"/num_passed_over", "every shard of a folder names the same files"},
    {"/results/sha256", "of one part alone"},
    {"/rejects/sha256", "of one part alone"},
    {"/cross_check/seed", "of one part alone"},
    {"/host/cores", "of a machine"},
    {"/signature", "of one part alone: merge signs the whole anew"},
};

bool is_exception(const std::string& pointer) {
    for (const auto& [name, why] : exceptions) {
        if (pointer == name || pointer.starts_with(name + "/")) {
            return true;
        }
    }
    return false;
}

/// The members of `sum`, added up from two parts like `part`, that are empty, or are no sum.
void compare(const json& part, const json& sum, const std::string& pointer, std::vector<std::string>& wrong) {
    for (const auto& [name, value] : part.items()) {
        const std::string place = pointer + "/" + name;
        if (is_exception(place)) {
            continue;
        }
        const json& added = sum.contains(name) ? sum[name] : json();
        const bool is_right = value.is_number()   ? added == json(2 * value.get<double>())
                              : value.is_object() ? added.is_object()
                                                  : !added.is_null() && !added.empty();
        if (!is_right) {
            wrong.push_back(place);
        } else if (value.is_object()) {
            compare(value, added, place, wrong);
        }
    }
}

std::vector<std::string> not_added() {
    Summary part;
    Filler filler;
    fields(filler, part);
    part.records_sum = OrderFreeSum(1, 2).hex();
    const std::vector<report::Attempt> parts{{part, "a", nullptr}, {part, "b", nullptr}};
    std::vector<std::string> wrong;
    for (const char* const operation : {"verify", "generate"}) {
        part.operation = operation;
        Summary sum = report::sum_of(parts);
        sum.operation = operation;
        compare(json::parse(report::to_json(part)), json::parse(report::to_json(std::move(sum))), "", wrong);
    }
    return wrong;
}

}    // namespace

TEST_CASE("every member of a summary is in the sum of parts, and every count is added") {
    CHECK(not_added() == std::vector<std::string>());
}

}    // namespace hmacsweep::tests
