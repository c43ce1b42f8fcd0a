// Races between threads of a launch, and streams that advance when they like.
#include "tests/ptx/running.hpp"
#include "tests/support/ptx/streams.hpp"

#include "tests/support/catch.hpp"

#include <set>

namespace hmacsweep::tests::ptx {
namespace {

constexpr const char* own_word =
    ".reg .b32 w, block, size; .reg .b64 own;\n"
    "mov.u32 block, %ctaid.x; mov.u32 size, %ntid.x; mad.lo.u32 %thread, block, size, %thread;\n"
    "mul.wide.u32 own, %thread, 4; add.s64 own, own, %out;\n";

/// What 2 blocks of 64 threads fault with; empty when they do not.
std::string fault_of(const std::string& body) {
    constexpr std::size_t out_bytes = 520;    // of 130 words
    Bench bench(4, out_bytes);
    const std::uint32_t zero = 0;
    bench.fill_in(&zero, sizeof(zero));
    try {
        bench.run(std::string(own_word) + body, 2, 64);
    } catch (const Fault& fault) {
        return fault.what();
    }
    return "";
}

}    // namespace

TEST_CASE("threads that keep to their own words, and read what nobody writes, do not race") {
    CHECK(fault_of("ld.global.u32 w, [%in]; st.global.u32 [own], w; ld.global.u32 w, [own]; st.global.u32 [own], w;")
              .empty());
    CHECK(fault_of("atom.global.add.u32 w, [%in], 1; st.global.u32 [own], w;").empty());
    CHECK(fault_of("atom.global.add.u32 w, [%in], 1; ld.volatile.global.u32 w, [%in];").empty());
    CHECK(fault_of("ld.volatile.global.u32 w, [%in]; atom.global.add.u32 w, [%in], 1;").empty());
}

TEST_CASE("two threads that write one word, or read and write it, race, in one warp or far apart") {
    CHECK_THAT(fault_of("st.global.u32 [%in], 1;"), has_text("a race"));
    CHECK_THAT(fault_of("atom.global.add.u32 w, [%in], 1; st.global.u32 [%in], 1;"), has_text("a race"));
    CHECK_THAT(fault_of("ld.volatile.global.u32 w, [%in]; st.global.u32 [%in], w;"), has_text("a race"));
    CHECK_THAT(fault_of("st.global.u32 [own], 1; ld.global.u32 w, [own+4];"),
               has_text("reads what another thread writes"));
    CHECK_THAT(
        fault_of("ld.global.u32 w, [%in]; .reg .pred p; setp.eq.u32 p, %thread, 100; @p st.global.u32 [%in], w;"),
        has_text("a race"));
    // Side by side is no race; one byte too far is.
    CHECK(fault_of("st.global.u8 [own], 1; st.global.u8 [own+3], 1;").empty());
    CHECK_THAT(fault_of("st.global.u8 [own], 1; st.global.u8 [own+4], 1;"), has_text("a race"));
}

TEST_CASE("a plain read of what other threads change by atomics is a race, whichever comes first") {
    CHECK_THAT(fault_of("atom.global.add.u32 w, [%in], 1; ld.global.u32 w, [%in];"), has_text("a race"));
    CHECK_THAT(fault_of("ld.global.u32 w, [%in]; atom.global.add.u32 w, [%in], 1;"), has_text("a race"));
}

TEST_CASE("blocks that must not depend on their order are given another one each launch") {
    std::set<std::uint32_t> first;
    for (std::uint32_t number = 1; number < 20; ++number) {
        Bench bench(4, 4);
        const std::uint32_t zero = 0;
        bench.fill_in(&zero, sizeof(zero));
        bench.launch_number = number;
        bench.run(
            ".reg .b32 w, f; mov.u32 w, %ctaid.x; add.u32 w, w, 1; atom.global.cas.b32 f, [%in], 0, w;\n"
            "atom.global.add.u32 f, [%in], 0; st.volatile.global.u32 [%out], f;",
            8, 1);
        first.insert(bench.out_word(0));
    }
    CHECK(first.size() > 4);
}

TEST_CASE("a stream does its work in order, others' comes in between, and nothing is done unasked") {
    std::set<std::string> orders;
    for (std::uint32_t seed = 1; seed < 30; ++seed) {
        Streams streams(seed);
        void* const first = streams.create_stream();
        void* const second = streams.create_stream();
        void* const event = streams.create_event();
        std::string order;
        for (const char name : {'a', 'b', 'c'}) {
            streams.add(first, [&order, name] { order += name; });
            streams.add(second, [&order, name] { order += static_cast<char>(name - 'a' + 'x'); });
        }
        streams.record(event, first);
        CHECK(order.empty());
        streams.finish(first);
        CHECK(streams.is_done(event));
        std::string own;
        for (const char c : order) {
            own += c < 'x' ? std::string(1, c) : "";
        }
        CHECK(own == "abc");
        orders.insert(order);
    }
    CHECK(orders.size() > 3);
    Streams streams(1);
    void* const stream = streams.create_stream();
    void* const event = streams.create_event();
    CHECK(streams.is_done(event));
    for (int i = 0; i < 100; ++i) {
        streams.add(stream, [] {});
    }
    streams.record(event, stream);
    CHECK_FALSE(streams.is_done(event));
    while (!streams.is_done(event)) {
    }
    CHECK_FALSE(streams.add(event, [] {}));
    bool is_done = false;
    streams.add(stream, [&is_done] { is_done = true; });
    CHECK(streams.destroy_stream(stream));
    CHECK_FALSE(is_done);
    CHECK_FALSE(streams.has_stream(stream));
    streams.finish_all();
    CHECK(is_done);
}

}    // namespace hmacsweep::tests::ptx
