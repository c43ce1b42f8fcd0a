// Finds the encoding of a slab's MACs for the fast steps, which can read one encoding. If the shape does not tell the
// encoding, it is that of most of the slab's first records.
#pragma once

#include "host/base/encoding.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"

namespace hmacsweep::judge {

/// A wrong guess costs only time: records whose MACs are in another encoding are not plain, and the Reader reads them.
class MacFormGuess {
public:
    /// The encoding of a slab's MACs, told by the shape or guessed. If the first records do not show it, the guess for
    /// the slab before.
    [[nodiscard]] Encoding operator()(const input::Slab& slab);

private:
    reader::Reader reader_;
    Encoding last_ = Encoding::Base64;
};

}    // namespace hmacsweep::judge
