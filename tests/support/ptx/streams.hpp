// Streams and events of the stand-in for CUDA's runtime. A stream is lazy: nothing of it is done before somebody asks,
// so that who looks too early sees what was there before.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace hmacsweep::tests::ptx {

class Streams {
public:
    /// `seed`: of the order in which streams advance.
    explicit Streams(std::uint32_t seed) : random_(seed) {}

    void* create_stream();
    void* create_event();
    /// False when there is no such stream or event. As in CUDA, work that is left on a stream is done some time later.
    bool destroy_stream(void* stream);
    bool destroy_event(void* event) { return events_.erase(event) != 0; }
    bool add(void* stream, std::function<void()> work);
    bool record(void* event, void* stream);

    /// Whether all work before the event's last record is done; does a little of it first, or of other streams'.
    [[nodiscard]] bool is_done(void* event);
    /// Does all work of the stream, and some of others'.
    void finish(void* stream);
    void finish_all();
    /// Drops all work: after an error nothing more is done.
    void abandon();

    [[nodiscard]] bool has_stream(void* stream) const { return streams_.contains(stream); }
    [[nodiscard]] bool has_event(void* event) const { return events_.contains(event); }
    [[nodiscard]] std::size_t num_streams() const { return streams_.size(); }
    [[nodiscard]] std::size_t num_events() const { return events_.size(); }

private:
    struct Stream {
        std::deque<std::function<void()>> work;
    };
    struct Event {
        std::uint64_t num_recorded = 0;
        std::uint64_t num_done = 0;
    };
    static void advance(Stream& stream);
    void advance_any();

    std::map<void*, std::unique_ptr<Stream>> streams_;
    std::vector<std::unique_ptr<Stream>> destroyed_;
    std::map<void*, std::shared_ptr<Event>> events_;
    std::minstd_rand random_;
};

}    // namespace hmacsweep::tests::ptx
