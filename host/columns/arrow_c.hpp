// The C data and stream interfaces of Apache Arrow (Arrow Columnar Format, "The Arrow C data interface" and "The Arrow
// C stream interface"): an ABI that each user declares for itself, so no library of Arrow is needed.
#pragma once

#include <cstdint>

// NOLINTBEGIN(readability-identifier-naming): the names of the ABI
extern "C" {

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    std::int64_t flags;
    std::int64_t n_children;
    ArrowSchema** children;
    ArrowSchema* dictionary;
    void (*release)(ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    std::int64_t length;
    std::int64_t null_count;
    std::int64_t offset;
    std::int64_t n_buffers;
    std::int64_t n_children;
    const void** buffers;
    ArrowArray** children;
    ArrowArray* dictionary;
    void (*release)(ArrowArray*);
    void* private_data;
};

struct ArrowArrayStream {
    int (*get_schema)(ArrowArrayStream*, ArrowSchema* out);
    int (*get_next)(ArrowArrayStream*, ArrowArray* out);
    const char* (*get_last_error)(ArrowArrayStream*);
    void (*release)(ArrowArrayStream*);
    void* private_data;
};

}    // extern "C"
// NOLINTEND(readability-identifier-naming)

namespace hmacsweep::columns {

/// Owns a structure of the ABI, which a producer fills in through get(). The destructor releases the structure.
template <class Struct>
class Owned {
public:
    Owned() = default;
    ~Owned() {
        if (value_.release != nullptr) {
            value_.release(&value_);
        }
    }
    Owned(const Owned&) = delete;
    Owned& operator=(const Owned&) = delete;
    Owned(Owned&&) = delete;
    Owned& operator=(Owned&&) = delete;

    /// The structure, for a producer to fill in. It stays owned by this object.
    [[nodiscard]] Struct* get() { return &value_; }
    [[nodiscard]] const Struct& operator*() const { return value_; }
    [[nodiscard]] const Struct* operator->() const { return &value_; }
    /// Whether there is something to release.
    [[nodiscard]] bool is_set() const { return value_.release != nullptr; }

private:
    Struct value_{};
};

}    // namespace hmacsweep::columns
