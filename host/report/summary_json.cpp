#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/summary_fields.hpp"

#include <algorithm>
#include <concepts>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace hmacsweep::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int schema_version = 1;

template <class T>
concept Scalar =
    std::same_as<T, bool> || std::same_as<T, int> || std::same_as<T, std::uint64_t> || std::same_as<T, double>;

/// Names may come from the file system as any bytes.
std::string as_utf8(const std::string& text) {
    std::string quoted;
    append_json_string(quoted, text);
    return Json::parse(quoted).get<std::string>();
}

using ForeignLengths = decltype(Figures::foreign_lengths);

/// Gives an object the members that a list of fields names.
class Writer {
public:
    explicit Writer(Json& object) : object_(object) { object_ = Json::object(); }

    template <class T>
    void operator()(const char* name, T& value) {
        put(object_[name], value);
    }
    template <class T>
    void added(const char* name, T& value) {
        (*this)(name, value);
    }
    template <class T>
    void or_null(const char* name, T& value) {
        if (is_any(value)) {
            (*this)(name, value);
        } else {
            object_[name] = nullptr;
        }
    }
    template <class T>
    void added_or_null(const char* name, T& value) {
        or_null(name, value);
    }
    template <class T>
    void if_any(const char* name, T& value) {
        if (is_any(value)) {
            (*this)(name, value);
        }
    }
    template <class List>
    void object(const char* name, List&& list) {
        Writer inner(object_[name]);
        list(inner);
    }
    template <class List>
    void added_object(const char* name, List&& list) {
        object(name, list);
    }
    template <class List>
    void object_if(bool is_there, const char* name, List&& list) {
        if (is_there) {
            object(name, list);
        }
    }

private:
    static bool is_any(std::uint64_t value) { return value != 0; }
    template <class T>
    static bool is_any(const std::optional<T>& value) {
        return value.has_value();
    }
    template <class T>
    static bool is_any(const T& value) {
        return !value.empty();
    }

    static void put(Json& to, Scalar auto& value) { to = value; }
    static void put(Json& to, std::string& text) { to = as_utf8(text); }
    static void put(Json& to, ClassCounts& classes) {
        for (std::size_t c = 0; c < class_names.size(); ++c) {
            to[std::string(class_names.at(c))] = classes.counts.at(c);
        }
    }
    static void put(Json& to, VerdictCounts& codes) {
        to = Json::object();
        for (int v = 0; v < core::num_verdicts; ++v) {
            const auto verdict = static_cast<Verdict>(v);
            if (verdict != Verdict::Valid && codes.of(verdict) != 0) {
                to[std::string(keys::code_of(verdict))] = codes.of(verdict);
            }
        }
    }
    static void put(Json& to, ForeignLengths& counts) {
        to = Json::object();
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] != 0) {
                to[std::string(rules::foreign_macs[i].name)] = counts[i];
            }
        }
    }
    template <class T>
    static void put(Json& to, std::vector<std::pair<std::string, T>>& pairs) {
        to = Json::object();
        for (auto& [name, value] : pairs) {
            put(to[name], value);
        }
    }
    template <class T>
    static void put(Json& to, std::vector<T>& list) {
        to = Json::array();
        for (T& item : list) {
            put(to.emplace_back(), item);
        }
    }
    template <class T>
    static void put(Json& to, std::optional<T>& value) {
        put(to, *value);
    }
    template <class Row>
    static void put(Json& to, Row& row) {
        Writer inner(to);
        fields(inner, row);
    }

    Json& object_;
};

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
        get(from, name, value.emplace());
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
    if (schema != schema_version) {
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

std::string to_json(Summary summary) {
    Json json;
    Writer writer(json);
    json["schema"] = schema_version;
    fields(writer, summary);
    return json.dump(2) + "\n";
}

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
