// An option as one entry of the table: names, commands, help, check and effect.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::bench {
struct ComparisonOptions;
}

namespace hmacsweep::cli {

class Given;
class Validation;
struct BatchRequest;

enum class Command : std::uint8_t {
    Verify,
    Generate,
    Show,
    Diagnose,
    Report,
    Merge,
    KeyList,
    KeyCreate,
    KeyImport,
    KeyRemove,
    Profiles,
    Bench,
    Devices,
    Completion,
    Man
};

/// A set of commands.
class Commands {
public:
    constexpr Commands(std::initializer_list<Command> commands) {
        for (const Command command : commands) {
            bits_ |= bit(command);
        }
    }
    [[nodiscard]] constexpr bool has(Command command) const { return (bits_ & bit(command)) != 0; }

private:
    static constexpr std::uint32_t bit(Command command) { return 1U << static_cast<unsigned>(command); }
    std::uint32_t bits_ = 0;
};

/// The commands that judge a whole batch; the commands that verify; and all commands that read records.
inline constexpr Commands batch_commands{Command::Verify, Command::Generate};
inline constexpr Commands verifying_commands{Command::Verify, Command::Show, Command::Diagnose};
inline constexpr Commands reading_commands{Command::Verify, Command::Generate, Command::Show, Command::Diagnose};

/// The headings of help and manual pages, in their order. `Options` has those that matter most.
enum class Group : std::uint8_t { Options, Input, Message, Keys, Results, Checks, Machine };

/// The heading of a group.
[[nodiscard]] std::string_view heading_of(Group group);

/// How many values an option or an operand takes.
enum class Takes : std::uint8_t {
    Nothing,     ///< a flag
    One,         ///< a second value is an error
    Last,        ///< of several values the last one counts
    Each,        ///< one value each time, and all of them count
    Operands,    ///< operands only: all the words that there are
};

/// When the effect of an option is called. An effect may use what the effects of earlier stages, and earlier effects of
/// its own stage, have set.
enum class Stage : std::uint8_t {
    Layout,    ///< says how records are written
    Names,     ///< needs all names of fields
    Run        ///< everything else
};

/// Checks what was given and sets what the option is for. It is called when the option has a value: one that was given
/// or the option's default.
template <class Request>
using Effect = void (*)(Request& request, const Given& given, Validation& validation);

struct Option {
    std::string_view names;    ///< `-o,--output`, the long name last; for an operand a word: `INPUT`
    Commands commands;
    Group group = Group::Options;
    Takes takes = Takes::Last;
    std::string_view value{};            ///< the name of the value in help: `FILE`
    std::string help{};                  ///< one sentence, with the default in brackets
    std::string_view fallback{};         ///< the default; empty: without a value the effect is not called
    std::vector<std::string> words{};    ///< values that completions offer
    bool is_file = false;                ///< whether the value names a file
    bool is_required = false;
    bool is_in_profiles = false;    ///< whether a profile may have it
    Stage stage = Stage::Run;
    Effect<BatchRequest> set = nullptr;                      ///< in commands that read records
    Effect<bench::ComparisonOptions> set_bench = nullptr;    ///< in `bench`

    /// The long name.
    [[nodiscard]] std::string_view name() const { return names.substr(names.find(',') + 1); }
    [[nodiscard]] bool is_operand() const { return !names.starts_with('-'); }
};

}    // namespace hmacsweep::cli
