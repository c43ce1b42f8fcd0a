// Which of the inputs' files one machine of several reads: every n-th of the sorted whole list.
#pragma once

#include "host/base/file_identity.hpp"
#include "host/base/order_free_sum.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::input {

struct Source;

/// Shard `number` of `of`: from 1 to `of`.
struct Shard {
    std::uint64_t number = 1;
    std::uint64_t of = 1;
};

/// Files of a list: how many, and a sum over position in the whole list, size and name of each. The sums of all shards
/// add up to that of the whole list. A list with another name, size or number of files has another sum.
struct FileList {
    std::uint64_t count = 0;
    OrderFreeSum sum;
};

struct ShardFiles {
    FileList own;
    FileList all;
    std::vector<FileIdentity> others{};    ///< the files of the other shards
    std::string odd_one{};                 ///< the name of one that is no regular file; empty: there is none
};

/// What a file adds to the sum of its list. `position`: in the whole list, from 0.
[[nodiscard]] OrderFreeSum sum_of_file(std::uint64_t position, std::uint64_t size, std::string_view name);

/// Sorts the files by the bytes of their names, and leaves those of the shard.
[[nodiscard]] ShardFiles take_shard(std::vector<Source>& files, const Shard& shard);

}    // namespace hmacsweep::input
