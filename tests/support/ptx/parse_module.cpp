// A file of PTX: its global variables and its kernels. Functions that are called, textures and the like are refused.
#include "tests/support/ptx/parse.hpp"
#include "tests/support/ptx/text.hpp"

#include <algorithm>
#include <cstring>

namespace hmacsweep::tests::ptx {
namespace {

/// The bytes of `= {72, 77}` or `= 5`, zeros behind them.
std::vector<std::uint8_t> initial_bytes(const Declaration& variable, std::string_view text) {
    std::vector<std::uint8_t> bytes(variable.bytes);
    text = trimmed(text);
    if (text.starts_with('{')) {
        text = text.substr(1, text.rfind('}') - 1);
    }
    std::size_t at = 0;
    for (const std::string_view part : parts_of(text, ',')) {
        const auto value = integer_of(part);
        if (!value || at + variable.element_bytes > bytes.size()) {
            throw Unsupported("PTX not known here: what " + std::string(variable.name) + " starts as");
        }
        std::memcpy(&bytes[at], &*value, variable.element_bytes);
        at += variable.element_bytes;
    }
    return bytes;
}

/// Where the brace that is open at `begin` is closed.
std::size_t closing_brace(std::string_view text, std::size_t begin) {
    int depth = 1;
    for (std::size_t i = begin; i < text.size(); ++i) {
        depth += text[i] == '{' ? 1 : 0;
        depth -= text[i] == '}' ? 1 : 0;
        if (depth == 0) {
            return i;
        }
    }
    throw Unsupported("PTX that ends within a kernel");
}

class ModuleParser {
public:
    ModuleParser(std::string_view text, const PlaceGlobal& place_global)
        : all_(text), rest_(text), place_global_(place_global) {}

    Module parse() {
        while (!(rest_ = trimmed(rest_)).empty()) {
            const std::string_view begin = rest_;
            std::string_view word = take_word(rest_);
            if (word == ".version" || word == ".target" || word == ".address_size") {
                const std::string_view line = rest_.substr(0, rest_.find('\n'));
                module_.architecture =
                    static_cast<int>(integer_behind(line, "sm_", static_cast<std::uint64_t>(module_.architecture)));
                rest_.remove_prefix(line.size());
                continue;
            }
            while (word == ".visible" || word == ".weak") {
                word = take_word(rest_);
            }
            if (word == ".entry") {
                add_kernel();
            } else if (word == ".global" || word == ".const") {
                add_variable();
            } else {
                throw Unsupported("PTX not known here: " + std::string(begin.substr(0, begin.find('\n'))));
            }
        }
        return std::move(module_);
    }

private:
    std::string_view take_until(char end) {
        const std::size_t at = rest_.find(end);
        if (at == std::string_view::npos) {
            throw Unsupported("PTX that ends early");
        }
        const std::string_view taken = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return taken;
    }

    void add_variable() {
        const std::string_view statement = take_until(';');
        const std::size_t equals = statement.find('=');
        const Declaration variable = parse_declaration(statement.substr(0, equals));
        const std::string_view initial = equals == std::string_view::npos ? "" : statement.substr(equals + 1);
        globals_[std::string(variable.name)] = place_global_(initial_bytes(variable, initial), variable.alignment);
    }

    void add_kernel() {
        const std::string_view name = trimmed(take_until('('));
        const std::string_view parameters = take_until(')');
        const std::string_view directives = take_until('{');
        const auto begin = static_cast<std::size_t>(rest_.data() - all_.data());
        const auto line = static_cast<std::uint32_t>(
            1 + std::count(all_.begin(), all_.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
        const std::size_t end = closing_brace(all_, begin);
        rest_ = all_.substr(end + 1);
        module_.kernels.insert_or_assign(
            std::string(name),
            parse_kernel(name, parameters, directives, all_.substr(begin, end - begin), line, globals_));
    }

    std::string_view all_;
    std::string_view rest_;
    const PlaceGlobal& place_global_;
    std::map<std::string, std::uint64_t, std::less<>> globals_;
    Module module_;
};

}    // namespace

Module parse_module(std::string_view text, const PlaceGlobal& place_global) {
    const std::string bare = without_comments(text);
    return ModuleParser(bare, place_global).parse();
}

std::string place_of(const Kernel& kernel, const Instruction& instruction) {
    return kernel.name + ", line " + std::to_string(instruction.line) + " of its PTX: " + instruction.text;
}

}    // namespace hmacsweep::tests::ptx
