// The fields of a sample's records, also those within JSON, header lists and JSON in strings, each as a recipe and as
// --columns name it.
#pragma once

#include "host/diagnosis/job/record_texts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::diagnosis {

struct JobField {
    std::string name;          ///< the last part of its name, for a person
    std::string in_recipe;     ///< as a recipe names it, without braces: `headers:find(X-Time)`
    std::string in_columns;    ///< as --columns names it; empty where that cannot be said
    Texts texts;
    bool is_outer = true;          ///< whether it is a field of the record itself
    bool is_beside_mac = false;    ///< whether it is a part of the MAC's field, as a time in a list

    /// The text of a record; empty where it has none.
    [[nodiscard]] std::string_view text(std::size_t record) const {
        return texts[record] ? as_text(*texts[record]) : std::string_view();
    }
    /// The recipe of the field with steps behind its name: `{payload:hex}`.
    [[nodiscard]] std::string with(std::string_view steps) const;
};

/// All fields, in the order of the records.
[[nodiscard]] std::vector<JobField> fields_of(RecordTexts& records);

/// How many of the records fit, as `fits(text)` says of each text that is there and not empty.
template <class Fits>
std::size_t count_fitting(const JobField& field, Fits&& fits) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < field.texts.size(); ++i) {
        const std::string_view text = field.text(i);
        count += !text.empty() && fits(text) ? 1 : 0;
    }
    return count;
}

}    // namespace hmacsweep::diagnosis
