// The encoding of MACs for the fast steps, which know one encoding. When the shape does not tell it, it is that of a
// slab's first records.
#pragma once

#include "host/base/encoding.hpp"
#include "host/input/slab.hpp"
#include "host/reader/reader.hpp"

namespace hmacsweep::judge {

/// A wrong guess costs only time: records whose MACs are in another encoding are not plain, and the Reader reads them.
class MacFormGuess {
public:
    /// The encoding of a slab's MACs, as told or as guessed.
    [[nodiscard]] Encoding operator()(const input::Slab& slab);

private:
    reader::Reader reader_;
    Encoding last_ = Encoding::Base64;
};

}    // namespace hmacsweep::judge
