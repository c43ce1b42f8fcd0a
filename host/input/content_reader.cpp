#include "host/input/content_reader.hpp"

#include <array>

namespace hmacsweep::input {
namespace {

constexpr std::array<std::uint8_t, 3> byte_order_mark{0xef, 0xbb, 0xbf};

}    // namespace

ContentReader::ContentReader(std::span<Source> sources, const SlabReaderOptions& options, const StopFlag& stop)
    : sources_(sources),
      options_(options),
      stop_(stop),
      contents_(sources, {options.threads, options.digest, options.libraries}, stop) {}

void ContentReader::begin(std::size_t index) {
    current_ = index;
    offset_ = 0;
    carry_.clear();
    is_at_end_ = false;
    contents_.begin(index);
    dealer_.restart();
    // A byte-order mark is no part of the first record.
    std::array<std::uint8_t, byte_order_mark.size()> head{};
    std::size_t got = 0;
    while (got < head.size() && !is_at_end_) {
        got += read_some(head.data() + got, head.size() - got);
    }
    if (got == head.size() && head == byte_order_mark) {
        offset_ = got;
    } else {
        carry_.assign(head.begin(), head.begin() + static_cast<std::ptrdiff_t>(got));
    }
}

void ContentReader::finish() {
    contents_.finish();
    if (deals_leaves() && source().is_whole) {
        source().last_leaves = dealer_.finish();
    }
}

std::size_t ContentReader::read_into_slab(std::uint8_t* to, std::size_t room) {
    const std::size_t got = contents_.read(to, room);
    is_at_end_ = got == 0;
    return got;
}

std::size_t ContentReader::read_some(std::uint8_t* to, std::size_t room) {
    const std::size_t got = read_into_slab(to, room);
    if (deals_leaves()) {
        dealer_.add(Bytes(to, got));
    }
    return got;
}

bool ContentReader::read_ahead(std::size_t room) {
    if (is_at_end_) {
        return false;
    }
    const std::size_t size = carry_.size();
    carry_.resize(size + room);
    carry_.resize(size + read_some(carry_.data() + size, room));
    return carry_.size() > size;
}

bool ContentReader::deals_leaves() const {
    return options_.digest == InputDigest::Tree && sources_[current_].is_plain();
}

void ContentReader::deal_leaves(const Slab& slab, std::size_t offset, std::size_t end, bool is_filled) {
    if (!deals_leaves()) {
        return;
    }
    if (is_filled) {
        dealer_.deal(slab.data(), offset, end, leaves_);
    } else {
        dealer_.add(Bytes(slab.buffer.data(), slab.buffer.size()).subspan(offset, end - offset));
    }
}

}    // namespace hmacsweep::input
