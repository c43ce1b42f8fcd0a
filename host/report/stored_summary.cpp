#include "host/report/summary_fields.hpp"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hmacsweep::report {
namespace {

using Json = nlohmann::ordered_json;
using ForeignLengths = decltype(Figures::foreign_lengths);

/// A summary that has not the shape of one.
class BadSummary : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reads what a list of fields names. Throws BadSummary, or what nlohmann::json throws.
class Reader {
public:
    explicit Reader(const Json& object) : object_(object) {}

    template <class T>
    void operator()(const char* name, T& value) {
        const auto found = find(name);
        if (found == object_.end()) {
            throw BadSummary(fmt::format("it has no \"{}\"", name));
        }
        get(*found, name, value);
    }
    template <class T>
    void added(const char* name, T& value) {
        if (find(name) != object_.end()) {
            (*this)(name, value);
        }
    }
    template <class T>
    void or_null(const char* name, T& value) {
        const auto found = find(name);
        if (found == object_.end() || !found->is_null()) {
            (*this)(name, value);
        }
    }
    template <class T>
    void added_or_null(const char* name, T& value) {
        if (find(name) != object_.end()) {
            or_null(name, value);
        }
    }
    template <class T>
    void if_any(const char* name, T& value) {
        added(name, value);
    }
    template <class List>
    void object(const char* name, List&& list) {
        if (find(name) == object_.end()) {
            throw BadSummary(fmt::format("it has no \"{}\"", name));
        }
        added_object(name, list);
    }
    template <class List>
    void added_object(const char* name, List&& list) {
        if (const auto found = find(name); found != object_.end()) {
            Reader inner(*found);
            list(inner);
        }
    }
    template <class List>
    void object_if(bool& is_there, const char* name, List&& list) {
        is_there = find(name) != object_.end();
        added_object(name, list);
    }

private:
    [[nodiscard]] Json::const_iterator find(const char* name) const {
        return object_.is_object() ? object_.find(name) : object_.end();
    }

    static void require(bool holds, const char* name, const char* fault) {
        if (!holds) {
            throw BadSummary(fmt::format("\"{}\" {}", name, fault));
        }
    }
    static void get(const Json& from, const char* name, bool& value) {
        require(from.is_boolean(), name, "is neither true nor false");
        value = from.get<bool>();
    }
    static void get(const Json& from, const char* name, std::uint64_t& value) {
        require(from.is_number_unsigned(), name, "is no count");
        value = from.get<std::uint64_t>();
    }
    /// An exit status.
    static void get(const Json& from, const char* name, int& value) {
        require(from.is_number_unsigned(), name, "is no count");
        value = static_cast<int>(std::min<std::uint64_t>(from.get<std::uint64_t>(), 255));
    }
    static void get(const Json& from, const char* name, double& value) {
        require(from.is_number(), name, "is no number");
        value = from.get<double>();
    }
    /// null is the empty text.
    static void get(const Json& from, const char* name, std::string& value) {
        require(from.is_string() || from.is_null(), name, "is no text");
        value = from.is_null() ? std::string() : from.get<std::string>();
    }
    static void get(const Json& from, const char* /*name*/, ClassCounts& classes) {
        Reader inner(from);
        for (std::size_t c = 0; c < class_names.size(); ++c) {
            inner(std::string(class_names.at(c)).c_str(), classes.counts.at(c));
        }
    }
    static void get(const Json& from, const char* name, VerdictCounts& codes) {
        for (const auto& [code, count] : from.items()) {
            const std::optional<Verdict> verdict = verdict_of_code(code);
            require(verdict && count.is_number_unsigned(), name, "has one that hmacsweep does not know");
            codes.add(*verdict, count.get<std::uint64_t>());
        }
    }
    static void get(const Json& from, const char* /*name*/, ForeignLengths& counts) {
        Reader inner(from);
        for (std::size_t i = 0; i < counts.size(); ++i) {
            inner.added(std::string(rules::foreign_macs[i].name).c_str(), counts[i]);
        }
    }
    /// An option's value, as text.
    static void get(const Json& from, const char* /*name*/, std::vector<std::pair<std::string, std::string>>& pairs) {
        for (const auto& [key, value] : from.items()) {
            pairs.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
        }
    }
    template <class T>
    static void get(const Json& from, const char* name, std::vector<std::pair<std::string, T>>& pairs) {
        for (const auto& [key, value] : from.items()) {
            get(value, name, pairs.emplace_back(key, T()).second);
        }
    }
    static void get(const Json& from, const char* name, std::vector<std::string>& list) {
        require(from.is_array(), name, "is no list");
        for (const Json& item : from) {
            if (!item.is_string()) {
                throw BadSummary("a list of texts has something else in it");
            }
            list.push_back(item.get<std::string>());
        }
    }
    template <class T>
    static void get(const Json& from, const char* name, std::vector<T>& list) {
        require(from.is_array(), name, "is no list");
        for (const Json& item : from) {
            get(item, name, list.emplace_back());
        }
    }
    template <class T>
    static void get(const Json& from, const char* name, std::optional<T>& value) {
        get(from, name, value.emplace(T{}));
    }
    template <class Row>
    static void get(const Json& from, const char* /*name*/, Row& row) {
        Reader inner(from);
        fields(inner, row);
    }

    const Json& object_;
};

Summary read(const Json& json) {
    std::uint64_t schema = 0;
    std::string operation;
    Reader reader(json);
    reader("schema", schema);
    if (schema != summary_schema) {
        throw BadSummary("its \"schema\" is not 1, the only one that this hmacsweep knows");
    }
    reader("operation", operation);
    if (operation != "verify") {
        throw BadSummary("it is none of verify");
    }
    Summary summary;
    fields(reader, summary);
    return summary;
}

}    // namespace

Result<Summary> parse_summary(std::string_view json) {
    try {
        return read(Json::parse(json));
    } catch (const Json::parse_error& error) {
        return Error{fmt::format("it is no JSON (near byte {})", error.byte)};
    } catch (const Json::exception&) {
        return Error{"it has something else where a number, text or list is expected"};
    } catch (const BadSummary& error) {
        return Error{error.what()};
    }
}

}    // namespace hmacsweep::report
