#include "host/diagnosis/job/message_atoms.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::diagnosis {
namespace {

constexpr std::size_t most_plain = 12;
constexpr std::size_t most_changed_fields = 8;

/// Whether the field has a MAC of its record in it.
bool has_mac(const JobField& field, const std::vector<MacTexts>& macs) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < macs.size(); ++i) {
        const auto is_inside = [&](const ByteBuffer& mac) {
            return !macs[i].is_decoded && field.text(i).find(as_text(mac)) != std::string_view::npos;
        };
        count += std::ranges::any_of(macs[i].texts, is_inside) ? 1 : 0;
    }
    return 2 * count > macs.size();
}

/// How likely a field is a part of a message, by its name; the lower, the likelier.
unsigned rank_of_message(const JobField& field) {
    const auto is_one_of = [&](const auto& words) {
        return std::ranges::any_of(words,
                                   [&](const char* word) { return format::Shape::is_same_but_case(field.name, word); });
    };
    if (field.is_beside_mac ||
        is_one_of(std::array{"body", "payload", "message", "data", "text", "content", "event", "raw", "input"})) {
        return 0;
    }
    return field.is_outer ? 1 : 2;
}

std::vector<const JobField*> covered_fields(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs,
                                            std::size_t most) {
    std::vector<const JobField*> covered;
    for (const JobField& field : fields) {
        const std::size_t has_text = count_fitting(field, [](std::string_view) { return true; });
        const bool is_known =
            std::ranges::any_of(covered, [&](const JobField* other) { return other->texts == field.texts; });
        if (has_text != 0 && !is_known && !has_mac(field, macs)) {
            covered.push_back(&field);
        }
    }
    while (covered.size() > most) {    // the last of the unlikeliest ones goes
        const auto last = std::ranges::max_element(covered, [](const JobField* a, const JobField* b) {
            return rank_of_message(*a) < rank_of_message(*b) || (rank_of_message(*a) == rank_of_message(*b) && a < b);
        });
        covered.erase(last);
    }
    return covered;
}

std::vector<Atom> atoms_of(const std::vector<const JobField*>& fields) {
    std::vector<Atom> atoms;
    for (const JobField* field : fields) {
        atoms.push_back({field->with(""), field->texts, field->name});
    }
    return atoms;
}

/// The MACs of the records before, or behind, as written; none for the first one.
Atom other_macs(const std::vector<MacTexts>& macs, bool is_reversed) {
    const std::ptrdiff_t distance = is_reversed ? 1 : -1;
    Atom atom{"{prev.Mac}", Texts(macs.size())};
    atom.is_previous = true;
    atom.is_reversed = is_reversed;
    for (std::size_t i = 0; i < macs.size(); ++i) {
        const std::ptrdiff_t other = static_cast<std::ptrdiff_t>(i) + distance;
        if (other >= 0 && other < static_cast<std::ptrdiff_t>(macs.size()) &&
            macs[static_cast<std::size_t>(other)].texts.size() == 1) {
            atom.texts[i] = macs[static_cast<std::size_t>(other)].texts[0];
        }
    }
    return atom;
}

/// The same, decoded.
Atom decoded(const Atom& written, Encoding encoding) {
    Atom atom{fmt::format("{{prev.Mac:{}}}", name_of(encoding)), Texts(written.texts.size())};
    atom.is_previous = true;
    atom.is_reversed = written.is_reversed;
    for (std::size_t i = 0; i < atom.texts.size(); ++i) {
        ByteBuffer bytes;
        if (written.texts[i] && decode_text(encoding, *written.texts[i], bytes)) {
            atom.texts[i] = bytes;
        }
    }
    return atom;
}

bool is_there(const Atom& atom) {
    return std::ranges::any_of(atom.texts, [](const auto& text) { return text && !text->empty(); });
}

/// other_macs() in every direction that a chain may have.
std::vector<Atom> chains(const std::vector<MacTexts>& macs, const ChainFacts& chain) {
    std::vector<Atom> atoms;
    for (const bool is_reversed : {false, true}) {
        if (macs.size() > 2 && !macs[0].is_decoded && chain.is_reversed.value_or(is_reversed) == is_reversed) {
            atoms.push_back(other_macs(macs, is_reversed));
        }
    }
    std::erase_if(atoms, [](const Atom& atom) { return !is_there(atom); });
    return atoms;
}

/// Adds what a recipe makes where it makes something new.
void add_made(std::vector<Atom>& atoms, RecordTexts& records, std::string recipe, const JobField* of = nullptr) {
    Atom atom{std::move(recipe), {}};
    atom.texts = records.made_by(atom.recipe);
    std::size_t num_new = 0;
    for (std::size_t i = 0; i < atom.texts.size(); ++i) {
        num_new += atom.texts[i] && (of == nullptr || atom.texts[i] != of->texts[i]) ? 1 : 0;
    }
    if (is_there(atom) && 2 * num_new > atom.texts.size()) {
        atoms.push_back(std::move(atom));
    }
}

/// Whether a recipe can name the field as one that the record is without.
bool can_be_left_out(const JobField& field) {
    return field.is_outer && field.name.find_first_of(",\\()") == std::string::npos;
}

/// The whole field of the query that has the MAC as one of its parameters: `query:pairs(url):value(sig)`.
void add_queries(std::vector<Atom>& atoms, RecordTexts& records, const JobField& mac) {
    constexpr std::string_view step = ":pairs(url):value(";
    const std::size_t place = mac.in_recipe.find(step);
    if (place == std::string::npos) {
        return;
    }
    const std::string query = mac.in_recipe.substr(0, place);
    const std::string name = mac.in_recipe.substr(place + step.size(), mac.in_recipe.size() - place - step.size() - 1);
    for (const char* pairs : {"pairs(url)", "pairs", "pairs(form)"}) {
        for (const char* order : {":sort", ""}) {
            for (const char* joiner : {"&", "\\n", "", ",", "|"}) {
                add_made(atoms, records,
                         fmt::format("{{{}:{}:without({}){}:join({})}}", query, pairs, name, order, joiner));
            }
        }
    }
    for (const char* before : {"&", "?"}) {
        std::string whole = query;
        if (whole.ends_with(":after(?)")) {
            whole.resize(whole.size() - 9);
        }
        add_made(atoms, records, fmt::format("{{{}:before({}{}=)}}", whole, before, name));
        add_made(atoms, records, fmt::format("{{{}:before({}{}=)}}", query, before, name));
    }
}

}    // namespace

std::vector<Atom> field_atoms(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs) {
    return atoms_of(covered_fields(fields, macs, fields.size()));
}

std::vector<Atom> plain_atoms(const std::vector<JobField>& fields, const std::vector<MacTexts>& macs,
                              const ChainFacts& chain) {
    std::vector<Atom> atoms = atoms_of(covered_fields(fields, macs, most_plain));
    std::ranges::move(chains(macs, chain), std::back_inserter(atoms));
    return atoms;
}

std::vector<Atom> changed_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                const std::vector<MacTexts>& macs, const ChainFacts& chain) {
    std::vector<Atom> atoms;
    const std::vector<const JobField*> covered = covered_fields(fields, macs, most_changed_fields);
    for (const std::string_view steps :
         {"base64",        "hex",         "base64url",  "base64-mime", "url",         "form",        "json",
          "sha256:to-hex", "sha256",      "trim",       "lower",       "upper",       "to-base64",   "to-hex",
          "to-url",        "sorted",      "spaced",     "jcs",         "sorted-utf8", "spaced-utf8", "sha256:to-base64",
          "sha512:to-hex", "sha1:to-hex", "md5:to-hex", "latin1",      "cp1252",      "utf16le"}) {
        for (const JobField* field : covered) {
            add_made(atoms, records, field->with(steps), field);
        }
    }
    for (const Atom& before : chains(macs, chain)) {
        for (const Encoding encoding : {Encoding::Hex, Encoding::Base64, Encoding::Base64Url}) {
            const Atom bytes = decoded(before, encoding);
            if (is_there(bytes)) {
                atoms.push_back(bytes);
                break;
            }
        }
    }
    return atoms;
}

std::vector<Atom> whole_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                              const std::vector<MacTexts>& macs) {
    std::vector<Atom> atoms;
    for (const JobField& field : fields) {
        if (!has_mac(field, macs)) {
            continue;
        }
        add_queries(atoms, records, field);
        if (!records.is_json() || !can_be_left_out(field)) {
            continue;
        }
        for (const std::string_view form : {"json-without:", "sorted-without:", "sorted-utf8-without:",
                                            "spaced-without:", "spaced-utf8-without:", "jcs-without:"}) {
            add_made(atoms, records, fmt::format("{}{}", form, field.name));
        }
        for (const char* filled : {"", ":filled"}) {
            for (const char* joiner : {"&", "\\n", "", ",", "|"}) {
                add_made(atoms, records,
                         fmt::format("{{raw:members:without({}){}:sort:join({})}}", field.name, filled, joiner));
            }
        }
    }
    return atoms;
}

std::vector<Atom> shorter_atoms(RecordTexts& records, const std::vector<JobField>& fields,
                                const std::vector<MacTexts>& macs) {
    std::vector<Atom> atoms;
    for (const JobField& field : fields) {
        if (!records.is_json() || !can_be_left_out(field) || !has_mac(field, macs)) {
            continue;
        }
        for (const JobField& other : fields) {
            if (&other != &field && can_be_left_out(other)) {
                for (const std::string_view form : {"json-without:", "sorted-without:", "spaced-without:"}) {
                    add_made(atoms, records, fmt::format("{}{},{}", form, field.name, other.name));
                }
            }
        }
    }
    return atoms;
}

std::vector<std::string> absent_texts() {
    return {"", "-", "null", "NULL", "None", "0", "\\N", "GENESIS", "genesis", "nil", "undefined", "start"};
}

std::vector<std::string> chain_starts(const ChainFacts& chain) {
    if (!chain.start.empty()) {
        return {chain.start};
    }
    std::vector<std::string> texts = absent_texts();
    texts.emplace_back(64, '0');
    return texts;
}

}    // namespace hmacsweep::diagnosis
