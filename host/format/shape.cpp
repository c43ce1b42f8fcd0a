#include "host/format/shape.hpp"

#include <utility>

#include <algorithm>

namespace hmacsweep::format {

std::string_view Shape::whole_name(Field field) const {
    const std::optional<InnerField>& inner = place(field).inner;
    return inner ? std::string_view(inner->text) : name(field);
}

bool Shape::is_same_but_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool Shape::finds_mac_form() const {
    if (mac_form == MacForm::Told || is_binary || is_mac_part(Field::MacAlgorithm)) {
        return false;
    }
    const bool is_kms = is_json() && !place(Field::Mac).is_mapped && mac.is_empty();
    return mac_form == MacForm::Found || !is_kms;
}

bool Shape::needs(Field field) const {
    if (is_mac_part(field)) {
        return false;
    }
    if (place(field).is_mapped) {
        return true;
    }
    switch (field) {
        case Field::Id:
            return false;
        case Field::KeyId:
            return default_key_id.empty() && candidates.is_empty();
        case Field::MacAlgorithm:
            return !default_algorithm;
        case Field::Message:
            return recipe.is_empty();
        case Field::Mac:
            break;
    }
    return wants_mac;
}

void Shape::replace_recipe(Recipe other) {
    recipe = std::move(other);
    chain.link.reset();
}

std::string_view advice_for(Field field) {
    switch (field) {
        case Field::KeyId:
            return "--key-id ID names one key for all records, as --mac-algorithm ALG does for the algorithm; "
                   "--columns "
                   "key-id=... gives another name";
        case Field::MacAlgorithm:
            return "--mac-algorithm names one algorithm for all records, as HMAC_SHA_256; --columns mac-algorithm=... "
                   "gives another name";
        case Field::Id:
            return "--columns id=... gives another name";
        case Field::Message:
            return "--columns message=... gives another name";
        case Field::Mac:
            break;
    }
    return "--columns mac=... gives another name";
}

}    // namespace hmacsweep::format
