// The form of MACs for the fast steps, which know one: where a shape leaves it open, that of a slab's first records.
#pragma once

#include "host/base/encoding.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"

namespace hmacsweep::judge {

/// Records whose MACs are in another form are not plain, so that a guess is never wrong, only slow.
class MacFormGuess {
public:
    /// The encoding of a slab's MACs, as told or as guessed.
    [[nodiscard]] Encoding operator()(const input::Slab& slab);

private:
    reader::Reader reader_;
    Encoding last_ = Encoding::Base64;
};

}    // namespace hmacsweep::judge
