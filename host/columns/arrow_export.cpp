#include "host/columns/arrow_export.hpp"

#include <algorithm>
#include <cerrno>
#include <string>

namespace hmacsweep::columns {
namespace {

constexpr std::int64_t nullable_flag = 2;

/// What an exported structure owns: its children, which the receiver may have moved away.
template <class Struct>
struct Holder {
    std::shared_ptr<const ExportedArray> array;
    std::string format;
    std::string name;
    std::vector<const void*> buffers;
    std::vector<Struct> children;
    std::vector<Struct*> pointers;
    Struct dictionary{};
};

template <class Struct>
void release(Struct* released) {
    const std::unique_ptr<Holder<Struct>> holder(static_cast<Holder<Struct>*>(released->private_data));
    const auto release_one = [](Struct& part) {
        if (part.release != nullptr) {
            part.release(&part);
        }
    };
    std::ranges::for_each(holder->children, release_one);
    release_one(holder->dictionary);
    released->release = nullptr;
}

/// Fills in children and dictionary by `fill(array, part)`, and hands the holder over.
template <class Struct, class Fill>
void hand_over(const ExportedArray& array, std::unique_ptr<Holder<Struct>> holder, Struct& out, Fill&& fill) {
    holder->children.resize(array.children.size());
    holder->pointers.reserve(array.children.size());
    for (std::size_t i = 0; i < array.children.size(); ++i) {
        fill(array.children[i], holder->children[i]);
        holder->pointers.push_back(&holder->children[i]);
    }
    if (array.dictionary) {
        fill(array.dictionary, holder->dictionary);
        out.dictionary = &holder->dictionary;
    }
    out.n_children = static_cast<std::int64_t>(holder->children.size());
    out.children = holder->pointers.data();
    out.release = release<Struct>;
    out.private_data = holder.release();
}

struct OneArray {
    std::shared_ptr<const ExportedArray> array;
    bool is_given = false;
};

OneArray& one_of(ArrowArrayStream* stream) {
    return *static_cast<OneArray*>(stream->private_data);
}

}    // namespace

void export_schema(const ExportedArray& array, ArrowSchema& out) {
    auto holder = std::make_unique<Holder<ArrowSchema>>();
    holder->format = array.format;
    holder->name = array.name;
    out = {};
    out.format = holder->format.c_str();
    out.name = holder->name.c_str();
    out.flags = nullable_flag;
    hand_over(array, std::move(holder), out,
              [](const std::shared_ptr<const ExportedArray>& part, ArrowSchema& to) { export_schema(*part, to); });
}

void export_array(const std::shared_ptr<const ExportedArray>& array, ArrowArray& out) {
    auto holder = std::make_unique<Holder<ArrowArray>>();
    holder->array = array;
    holder->buffers = array->buffers;
    out = {};
    out.length = array->length;
    out.null_count = array->null_count;
    out.n_buffers = static_cast<std::int64_t>(holder->buffers.size());
    out.buffers = holder->buffers.data();
    hand_over(*array, std::move(holder), out, export_array);
}

void export_stream(const std::shared_ptr<const ExportedArray>& array, ArrowArrayStream& out) {
    out = {};
    out.private_data = new OneArray{array};
    out.get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
        export_schema(*one_of(stream).array, *schema);
        return 0;
    };
    out.get_next = [](ArrowArrayStream* stream, ArrowArray* next) {
        *next = {};
        if (!one_of(stream).is_given) {
            one_of(stream).is_given = true;
            export_array(one_of(stream).array, *next);
        }
        return 0;
    };
    out.get_last_error = [](ArrowArrayStream* /*stream*/) -> const char* { return nullptr; };
    out.release = [](ArrowArrayStream* stream) {
        delete &one_of(stream);
        stream->release = nullptr;
    };
}

std::shared_ptr<const ExportedArray> make_texts(std::string name, const std::vector<std::string>& texts,
                                                const std::vector<bool>& is_there) {
    const auto offsets = std::make_shared<std::vector<std::int64_t>>(1, 0);
    const auto bytes = std::make_shared<std::string>();
    const auto validity = std::make_shared<std::vector<std::uint8_t>>((texts.size() / 8) + 1, 0xff);
    auto made = std::make_shared<ExportedArray>();
    offsets->reserve(texts.size() + 1);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        *bytes += texts[i];
        offsets->push_back(static_cast<std::int64_t>(bytes->size()));
        if (!is_there.empty() && !is_there[i]) {
            (*validity)[i / 8] = static_cast<std::uint8_t>((*validity)[i / 8] & ~(1U << (i % 8)));
            ++made->null_count;
        }
    }
    made->format = "U";
    made->name = std::move(name);
    made->length = static_cast<std::int64_t>(texts.size());
    made->buffers = {made->null_count == 0 ? nullptr : validity->data(), offsets->data(), bytes->data()};
    made->owners = {offsets, bytes, validity};
    return made;
}

}    // namespace hmacsweep::columns
