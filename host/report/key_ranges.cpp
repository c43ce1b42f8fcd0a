#include "host/report/key_ranges.hpp"

namespace hmacsweep::report {

void KeyRanges::add(std::uint32_t source, std::uint64_t first, std::uint64_t last, std::uint32_t key) {
    if (!is_wanted_) {
        return;
    }
    if (size_ == 0 || current_.source != source || current_.key != key) {
        current_ = {source, first, last, key};
        ++size_;
    }
    current_.last = last;
    if (size_ <= max_kept) {
        kept_.resize(size_);
        kept_.back() = current_;
    }
}

}    // namespace hmacsweep::report
