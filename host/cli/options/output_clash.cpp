#include "host/cli/options/output_clash.hpp"

#include "host/base/encoding.hpp"
#include "host/base/output_place.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

namespace hmacsweep::cli {

std::string find_clash(std::span<const NamedFile> outputs, std::span<const NamedFile> inputs) {
    std::vector<std::pair<NamedFile, OutputPlace>> places;
    for (const NamedFile& output : outputs) {
        const std::optional<OutputPlace> place = output.path.empty() ? std::nullopt : find_output_place(output.path);
        for (const auto& [other, taken] : places) {
            if (place && *place == taken) {
                return fmt::format("{} {} and {} {} must be different files", other.option, printable(other.path),
                                   output.option, printable(output.path));
            }
        }
        if (place) {
            places.emplace_back(output, *place);
        }
    }
    for (const NamedFile& input : inputs) {
        const std::optional<OutputPlace> place = find_output_place(input.path == "-" ? "/dev/stdin" : input.path);
        for (const auto& [output, taken] : places) {
            // A pipe, a terminal and the like may be input and output at once.
            if (place && taken.is_regular && *place == taken) {
                return fmt::format("refusing to write {} ({}): it is one of the inputs or key files, {} ({})",
                                   printable(output.path), output.option, printable(input.path), input.option);
            }
        }
    }
    return {};
}

}    // namespace hmacsweep::cli
