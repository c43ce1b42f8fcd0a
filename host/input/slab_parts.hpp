// Slabs that are laid out under the reader's lock and read without it: where records are lines, the end of a slab is
// found by looking at a few bytes of the file, and several threads can then read as many slabs at once.
#pragma once

#include "host/input/content_reader.hpp"
#include "host/input/read_order.hpp"
#include "host/input/slab.hpp"
#include "host/input/slab_reader_options.hpp"

#include <optional>

namespace hmacsweep::input {

/// The parts of the current source of a ContentReader. One thread at a time may be in lay_out() and settle().
class SlabParts {
public:
    /// The sources' content and the options must outlive the object.
    SlabParts(ContentReader& content, const SlabReaderOptions& options) : content_(content), options_(options) {}

    /// Gives the slab its place behind what was laid out before: the one that filling it would give it. False when it
    /// must be filled. The last slab always must, and be it an empty one, so that the end of the source is met by
    /// reading.
    bool lay_out(Slab& slab, SlabRest& rest);
    /// As SlabReader::read_rest().
    void read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves);
    /// Waits until all parts that were laid out have been read. False when one could not be: the source ends there.
    bool settle();

private:
    [[nodiscard]] bool can_share(const format::Shape& shape);
    [[nodiscard]] std::optional<ReadFailure> read_body(Slab& slab, const SlabRest& rest) const;

    ContentReader& content_;
    const SlabReaderOptions& options_;
    ReadOrder order_;
};

}    // namespace hmacsweep::input
