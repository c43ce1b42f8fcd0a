#include "host/columns/column_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace hmacsweep::columns {
namespace {

/// Chooses columns by their names, each once.
class Planner {
public:
    Planner(const ColumnRequest& request, const TableStream& table) : request_(request), table_(table) {}

    Result<ColumnPlan> plan(rules::Operation operation) {
        format::Shape& shape = plan_.shape;
        shape.format = format::InputFormat::PgCopy;
        shape.is_binary = true;
        shape.has_header = false;
        shape.message_encoding = request_.message_encoding;
        shape.mac_encoding = request_.mac_encoding;
        shape.default_key_id = request_.default_key_id;
        shape.candidates = request_.candidates;
        shape.default_algorithm = request_.default_algorithm;
        shape.wants_mac = operation == rules::Operation::Verify;
        place(format::Field::Id, request_.id, true);
        place(format::Field::KeyId, request_.key_id, true);
        place(format::Field::MacAlgorithm, request_.algorithm, false);
        if (shape.wants_mac) {
            place(format::Field::Mac, request_.mac, false);
        }
        if (count(request_.message) == 0 && request_.message.find('{') != std::string::npos) {
            place_recipe();
        } else {
            place(format::Field::Message, request_.message, false);
        }
        if (!fault_.empty()) {
            return Error{fault_};
        }
        shape.num_columns = static_cast<std::uint32_t>(plan_.columns.size());
        if (!request_.id.empty()) {
            plan_.id = shape.place(format::Field::Id).column;
        }
        return std::move(plan_);
    }

private:
    [[nodiscard]] std::int64_t count(std::string_view name) const {
        std::int64_t found = 0;
        for (std::int64_t i = 0; i < table_.schema().n_children; ++i) {
            found += table_.name(i) == name ? 1 : 0;
        }
        return found;
    }

    void fail(std::string fault) {
        if (fault_.empty()) {
            fault_ = std::move(fault);
        }
    }

    [[nodiscard]] std::string all_names() const {
        constexpr std::int64_t most_named = 24;
        std::string names;
        const std::int64_t num_columns = table_.schema().n_children;
        for (std::int64_t i = 0; i < std::min(num_columns, most_named); ++i) {
            names += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", printable(table_.name(i)));
        }
        return num_columns > most_named ? fmt::format("{} and {} more", names, num_columns - most_named) : names;
    }

    /// The index in ColumnPlan::columns of the column with this name.
    std::uint32_t choose(const std::string& name, bool takes_integers) {
        const std::int64_t num_found = count(name);
        if (num_found != 1) {
            fail(num_found == 0
                     ? fmt::format("there is no column \"{}\"; the columns are {}", printable(name), all_names())
                     : fmt::format("there are {} columns \"{}\"; it must be clear which one is meant", num_found,
                                   printable(name)));
            return format::no_column;
        }
        std::int64_t at = 0;
        while (table_.name(at) != name) {
            ++at;
        }
        const std::optional<ValueKind> kind = kind_of(*table_.schema().children[at]);
        if (!kind || (*kind == ValueKind::Integer && !takes_integers)) {
            fail(
                fmt::format("column \"{}\" has the Arrow type \"{}\"; binary, text{} or a dictionary of these is "
                            "needed, so cast it",
                            printable(name), printable(table_.schema().children[at]->format),
                            takes_integers ? ", an integer" : ""));
            return format::no_column;
        }
        const auto chosen = std::ranges::find(plan_.columns, at);
        const auto index = static_cast<std::uint32_t>(chosen - plan_.columns.begin());
        if (chosen == plan_.columns.end()) {
            plan_.columns.push_back(at);
        }
        return index;
    }

    [[nodiscard]] std::optional<ValueKind> kind_at(std::uint32_t index) const {
        return kind_of(*table_.schema().children[plan_.columns[index]]);
    }

    void place(format::Field field, const std::string& name, bool takes_integers) {
        if (name.empty()) {
            return;
        }
        format::FieldPlace& place = plan_.shape.place(field);
        place.name = name;
        place.is_mapped = true;
        place.column = choose(name, takes_integers);
    }

    /// The names of a recipe are those of columns. Integers are read as digits, whether the recipe says so or not.
    void place_recipe() {
        Result<format::Recipe> recipe = format::parse_recipe(request_.message);
        if (!recipe) {
            fail(fmt::format("message \"{}\" {}", printable(request_.message), recipe.error().message));
            return;
        }
        for (format::RecipeName& part : recipe->names) {
            part.column = choose(part.name, true);
        }
        if (recipe->uses_keys()) {
            fail(fmt::format("message \"{}\" has a key in it, which is for the program alone",
                             printable(request_.message)));
            return;
        }
        if (recipe->uses_files) {
            fail(fmt::format("message \"{}\" has a file's content in it, which is for the program alone",
                             printable(request_.message)));
            return;
        }
        place_pieces(*recipe, recipe->pieces);
        if (recipe->object != format::ObjectForm::None) {
            fail(fmt::format("message \"{}\" needs a JSON object, which columns do not have",
                             printable(request_.message)));
            return;
        }
        plan_.shape.replace_recipe(*std::move(recipe));
    }

    /// Refuses pieces that no column has, those of groups, too.
    void place_pieces(const format::Recipe& recipe, std::vector<format::RecipePiece>& pieces) {
        for (format::RecipePiece& piece : pieces) {
            using enum format::PieceKind;
            if (piece.kind == Raw || piece.kind == RawLength || piece.kind == PreviousMac || piece.kind == InputName) {
                fail(
                    fmt::format("message \"{}\" needs a line of text, the record before or the input's name, which "
                                "columns do not have",
                                printable(request_.message)));
            }
            if (piece.kind == Integer) {
                const format::RecipeName& name = recipe.names[piece.field];
                if (fault_.empty() && kind_at(name.column) != ValueKind::Integer) {
                    fail(fmt::format("column \"{}\" has no integers, as {{{}:int}} needs", printable(name.name),
                                     printable(name.name)));
                }
                piece.kind = Field;
            }
            place_pieces(recipe, piece.group);
        }
    }

    const ColumnRequest& request_;
    const TableStream& table_;
    ColumnPlan plan_;
    std::string fault_;
};

}    // namespace

Result<ColumnPlan> plan_columns(const ColumnRequest& request, rules::Operation operation, const TableStream& table) {
    return Planner(request, table).plan(operation);
}

}    // namespace hmacsweep::columns
