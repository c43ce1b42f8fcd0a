// The table of key names that a device can look up in.
#include "cuda/core/name_table.hpp"
#include "host/keys/key_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/records.hpp"

#include <array>
#include <string>

namespace hmacsweep::tests {
namespace {

std::uint32_t find(const core::NameTableView& table, std::string_view name) {
    return core::find_name(table, as_bytes(name).data(), name.size());
}

}    // namespace

TEST_CASE("names whose hashes land on one slot are told apart by their bytes") {
    // Four names in a row from slot 6 of 8, so that the search runs past the end and around.
    const std::string names = "aabbccdd";
    std::array<core::NameSlot, 8> slots{};
    slots.fill({0, 0, 0, core::no_key});
    const auto put = [&](std::size_t slot, std::uint32_t offset, std::uint32_t key) {
        const std::string_view name = std::string_view(names).substr(offset, 2);
        slots.at(slot) = {core::hash_name(as_bytes(name).data(), 2), offset, 2, key};
    };
    const std::size_t home = core::hash_name(as_bytes("cc").data(), 2) & 7;
    put(home, 0, 10);
    put((home + 1) % 8, 2, 11);
    put((home + 2) % 8, 4, 12);
    const core::NameTableView table{slots.data(), 7, as_bytes(names).data()};
    CHECK(find(table, "cc") == 12);
    // A stored hash that is another name's does not suffice: the bytes decide.
    slots.at(home).hash = core::hash_name(as_bytes("cc").data(), 2);
    CHECK(find(table, "cc") == 12);
    // Neither does a longer name that begins with the one looked for.
    slots.at(home).offset = 4;
    slots.at(home).size = 3;
    CHECK(find(table, "cc") == 12);
}

TEST_CASE("the hash tells apart names that differ in one byte, in length, or by zero bytes at the end") {
    const auto hash = [](std::string_view name) { return core::hash_name(as_bytes(name).data(), name.size()); };
    const std::string name(40, 'k');
    for (std::size_t i = 0; i < name.size(); ++i) {
        std::string other = name;
        other[i] = 'l';
        CHECK(hash(other) != hash(name));
    }
    for (std::size_t size = 1; size < name.size(); ++size) {
        CHECK(hash(std::string_view(name).substr(0, size)) != hash(std::string_view(name).substr(0, size - 1)));
    }
    CHECK(hash(std::string("a\0", 2)) != hash("a"));
    CHECK(hash("") != hash(std::string("\0", 1)));
}

TEST_CASE("each of 100,000 keys is found by each of its names, and no other name finds one") {
    constexpr std::uint32_t num_keys = 100'000;
    keys::KeyStore store;
    const ByteVector material = pattern(32);
    const auto id = [](std::uint32_t i) { return std::string("key-") + std::to_string(i * 7919); };
    for (std::uint32_t i = 0; i < num_keys; ++i) {
        keys::Key key = make_key(id(i), material);
        key.aliases = {std::string("alias/") + std::to_string(i)};
        REQUIRE(store.add(std::move(key)).has_value());
    }
    REQUIRE(store.size() == num_keys);
    std::uint32_t wrong = 0;
    for (std::uint32_t i = 0; i < num_keys; ++i) {
        wrong += store.find(id(i)) == i && store.find(std::string("alias/") + std::to_string(i)) == i ? 0 : 1;
        wrong += store.find(id(i) + "x") == core::no_key && store.find(std::to_string(i)) == core::no_key ? 0 : 1;
    }
    CHECK(wrong == 0);
    CHECK(store.find("") == core::no_key);
}

TEST_CASE("an empty table knows no name") {
    const keys::KeyStore store;
    CHECK(store.find("") == core::no_key);
    CHECK(store.find("k") == core::no_key);
    CHECK(find(store.names(), "k") == core::no_key);
}

}    // namespace hmacsweep::tests
