// What a Python object gives through Arrow's PyCapsule protocol, as a stream.
#pragma once

#include "host/columns/arrow_c.hpp"

#include <utility>

namespace hmacsweep::python {

/// A stream of the one array of `__arrow_c_array__`. Takes both structures over.
class OneArrayStream {
public:
    OneArrayStream(ArrowSchema& schema, ArrowArray& array) {
        *schema_.get() = std::exchange(schema, {});
        *array_.get() = std::exchange(array, {});
        stream_ = {.get_schema =
                       [](ArrowArrayStream* stream, ArrowSchema* out) {
                           *out = std::exchange(*of(stream).schema_.get(), {});
                           return 0;
                       },
                   .get_next =
                       [](ArrowArrayStream* stream, ArrowArray* out) {
                           *out = std::exchange(*of(stream).array_.get(), {});
                           return 0;
                       },
                   .get_last_error = nullptr,
                   .release = nullptr,
                   .private_data = this};
    }

    [[nodiscard]] ArrowArrayStream& stream() { return stream_; }

private:
    static OneArrayStream& of(ArrowArrayStream* stream) { return *static_cast<OneArrayStream*>(stream->private_data); }

    columns::Owned<ArrowSchema> schema_;
    columns::Owned<ArrowArray> array_;
    ArrowArrayStream stream_{};
};

}    // namespace hmacsweep::python
