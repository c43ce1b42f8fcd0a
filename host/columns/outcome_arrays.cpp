#include "host/columns/outcome_arrays.hpp"

#include "host/keys/kms_text.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::columns {
namespace {

std::string_view text_of(Verdict verdict) {
    if (verdict == Verdict::Valid) {
        return "valid";
    }
    return verdict == Verdict::NotJudged ? "not judged" : keys::code_of(verdict);
}

/// The texts that `text_of(failure)` gives; an empty one is null.
template <class TextOf>
std::shared_ptr<const ExportedArray> texts_of(const ColumnOutcome& outcome, std::string name, TextOf&& text_of_one) {
    std::vector<std::string> texts;
    std::vector<bool> is_there;
    texts.reserve(outcome.failures.size());
    is_there.reserve(outcome.failures.size());
    for (const RowFailure& failure : outcome.failures) {
        texts.emplace_back(text_of_one(failure));
        is_there.push_back(!texts.back().empty());
    }
    return make_texts(std::move(name), texts, is_there);
}

}    // namespace

std::shared_ptr<const ExportedArray> verdict_array(const SharedOutcome& outcome) {
    static_assert(sizeof(Verdict) == 1);
    std::vector<std::string> names;
    names.reserve(core::num_verdicts);
    for (int v = 0; v < core::num_verdicts; ++v) {
        names.emplace_back(text_of(static_cast<Verdict>(v)));
    }
    auto made = std::make_shared<ExportedArray>();
    made->format = "c";
    made->name = "verdict";
    made->length = static_cast<std::int64_t>(outcome->verdicts.size());
    made->buffers = {nullptr, outcome->verdicts.data()};
    made->dictionary = make_texts("", names);
    made->owners = {outcome};
    return made;
}

std::shared_ptr<const ExportedArray> failure_table(const SharedOutcome& outcome) {
    const auto rows = std::make_shared<std::vector<std::uint64_t>>();
    rows->reserve(outcome->failures.size());
    for (const RowFailure& failure : outcome->failures) {
        rows->push_back(failure.row);
    }
    auto row = std::make_shared<ExportedArray>();
    row->format = "L";
    row->name = "row";
    row->length = static_cast<std::int64_t>(rows->size());
    row->buffers = {nullptr, rows->data()};
    row->owners = {rows};
    auto made = std::make_shared<ExportedArray>();
    made->format = "+s";
    made->length = row->length;
    made->buffers = {nullptr};
    made->children = {
        row,
        texts_of(*outcome, "id", [](const RowFailure& failure) { return failure.id; }),
        texts_of(*outcome, "key", [](const RowFailure& failure) { return failure.key; }),
        texts_of(*outcome, "class",
                 [](const RowFailure& failure) {
                     return report::class_names.at(static_cast<std::size_t>(report::class_of(failure.verdict)));
                 }),
        texts_of(*outcome, "code", [](const RowFailure& failure) { return text_of(failure.verdict); }),
        texts_of(*outcome, "text", [](const RowFailure& failure) { return failure.reason; })};
    return made;
}

std::shared_ptr<const ExportedArray> mac_array(const SharedOutcome& outcome) {
    const std::size_t num_rows = outcome->verdicts.size();
    const auto validity = std::make_shared<std::vector<std::uint8_t>>((num_rows / 8) + 1, 0);
    auto made = std::make_shared<ExportedArray>();
    for (std::size_t i = 0; i < num_rows; ++i) {
        const bool is_there = outcome->verdicts[i] == Verdict::Valid;
        (*validity)[i / 8] = static_cast<std::uint8_t>((*validity)[i / 8] | (is_there ? 1U << (i % 8) : 0U));
        made->null_count += is_there ? 0 : 1;
    }
    made->format = "Z";
    made->name = "mac";
    made->length = static_cast<std::int64_t>(num_rows);
    made->buffers = {validity->data(), outcome->mac_offsets.data(), outcome->macs.data()};
    made->owners = {outcome, validity};
    return made;
}

}    // namespace hmacsweep::columns
