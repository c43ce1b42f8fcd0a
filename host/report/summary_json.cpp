#include "host/base/encoding.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/summary_fields.hpp"

#include <concepts>

#include <nlohmann/json.hpp>

namespace hmacsweep::report {
namespace {

using Json = nlohmann::ordered_json;

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

}    // namespace

std::string to_json(Summary summary) {
    Json json;
    Writer writer(json);
    json["schema"] = summary_schema;
    fields(writer, summary);
    return json.dump(2) + "\n";
}

}    // namespace hmacsweep::report
