// Hand-over between threads: nothing lost, nothing twice, and order where it is promised.
#include "host/base/channel.hpp"

#include "tests/support/catch.hpp"

#include <atomic>
#include <thread>
#include <vector>

namespace hmacsweep::tests {

TEST_CASE("a channel gives each item once, and ends when it is closed and empty") {
    Channel<int> channel;
    std::atomic<long> sum{0};
    std::atomic<int> count{0};
    std::vector<std::thread> readers;
    readers.reserve(3);
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (const std::optional<int> item = channel.pop()) {
                sum += *item;
                ++count;
            }
        });
    }
    for (int i = 1; i <= 1000; ++i) {
        channel.push(i);
    }
    channel.close();
    for (std::thread& reader : readers) {
        reader.join();
    }
    CHECK(count == 1000);
    CHECK(sum == 500'500);
    CHECK_FALSE(channel.pop().has_value());
}

TEST_CASE("an ordered channel gives items in the order of their numbers, whatever order they come in") {
    OrderedChannel<int> channel;
    constexpr std::chrono::milliseconds no_time{0};
    channel.push(2, 20);
    CHECK_FALSE(channel.pop(no_time).has_value());
    CHECK_FALSE(channel.is_drained());
    channel.push(0, 0);
    channel.push(1, 10);
    for (const int expected : {0, 10, 20}) {
        CHECK(channel.pop(no_time) == expected);
    }
    channel.push(4, 40);
    channel.close();
    // Number 3 will never come: what stands behind the gap is not given.
    CHECK_FALSE(channel.pop(std::chrono::seconds(10)).has_value());
    CHECK(channel.is_drained());
}

TEST_CASE("a reader that waits is woken by an item and by the end") {
    OrderedChannel<int> channel;
    std::thread writer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        channel.push(0, 7);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        channel.close();
    });
    CHECK(channel.pop(std::chrono::seconds(60)) == 7);
    CHECK_FALSE(channel.pop(std::chrono::seconds(60)).has_value());
    CHECK(channel.is_drained());
    writer.join();
}

}    // namespace hmacsweep::tests
