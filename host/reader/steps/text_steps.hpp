// The steps that read a text and write a text: decodings, encodings, charsets, letters, counts and digests.
#pragma once

#include "host/base/encoding.hpp"
#include "host/format/step.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hmacsweep::reader {

/// For one thread at a time.
class TextSteps {
public:
    TextSteps();
    TextSteps(TextSteps&&) noexcept;
    TextSteps& operator=(TextSteps&&) noexcept;
    TextSteps(const TextSteps&) = delete;
    TextSteps& operator=(const TextSteps&) = delete;
    ~TextSteps();

    /// Runs a step that reads text and writes text, and appends the result to `out`, which must not be the buffer of
    /// `text`. Returns why the text cannot be used, as a text that follows the field's name in a sentence; empty: it
    /// can. Throws std::runtime_error if this system does not have the step's charset or hash function.
    [[nodiscard]] std::string run(const format::Step& step, std::string_view text, std::string& out);

private:
    class Charset;
    class Hash;
    template <class T>
    static T& kept(std::vector<std::unique_ptr<T>>& kept, const std::string& name);

    std::vector<std::unique_ptr<Charset>> charsets_;    ///< those that were used so far
    std::vector<std::unique_ptr<Hash>> hashes_;         ///< those that were used so far
    std::vector<std::uint8_t> decoded_;
};

}    // namespace hmacsweep::reader
