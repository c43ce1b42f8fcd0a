#include "host/input/shard.hpp"

#include "host/input/source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace hmacsweep::input {

OrderFreeSum sum_of_file(std::uint64_t position, std::uint64_t size, std::string_view name) {
    return OrderFreeSum::of_sha256(as_bytes(fmt::format("{} {} {}", position, size, name)));
}

ShardFiles take_shard(std::vector<Source>& files, const Shard& shard) {
    std::ranges::sort(files, {}, &Source::name);
    ShardFiles counted;
    std::vector<Source> own;
    own.reserve((files.size() / shard.of) + 1);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const OrderFreeSum sum = sum_of_file(i, files[i].expected_bytes, files[i].name);
        if (files[i].fd && !files[i].is_regular) {
            counted.odd_one = files[i].name;
        }
        counted.all.sum.add(sum);
        ++counted.all.count;
        if (i % shard.of == shard.number - 1) {
            counted.own.sum.add(sum);
            ++counted.own.count;
            own.push_back(std::move(files[i]));
        } else if (files[i].identity) {
            counted.others.push_back(*files[i].identity);
        }
    }
    files = std::move(own);
    return counted;
}

}    // namespace hmacsweep::input
