// Lays out slabs under the reader's lock, and reads them without the lock, so that several threads read slabs of one
// file in parallel. This works if every line feed ends a record: the end of a slab is then found in a few bytes of the
// file.
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

    /// Lays out the next slab: sets its size, and says in `rest` which bytes read_rest() must read. The slab is the
    /// same that a SlabReader would fill. False if the slab cannot be laid out, so that the SlabReader must fill it.
    /// This is so for the last slab of every source, because the source's end is found by reading.
    bool lay_out(Slab& slab, SlabRest& rest);
    /// As SlabReader::read_rest(). For several threads at a time.
    void read_rest(Slab& slab, SlabRest& rest, LeafWork& leaves);
    /// Waits until all parts that were laid out have been read. False if one could not be read: the source is at its
    /// end there, and the error, if any, is in Source::error.
    bool settle();

private:
    [[nodiscard]] bool can_share(const format::Shape& shape);
    [[nodiscard]] std::optional<ReadFailure> read_body(Slab& slab, const SlabRest& rest) const;

    ContentReader& content_;
    const SlabReaderOptions& options_;
    ReadOrder order_;
};

}    // namespace hmacsweep::input
