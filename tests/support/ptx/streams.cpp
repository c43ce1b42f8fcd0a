#include "tests/support/ptx/streams.hpp"

namespace hmacsweep::tests::ptx {
namespace {

/// Who asks once is mostly told no, and who asks a few times, yes.
constexpr unsigned works_of_a_query = 8;

}    // namespace

void* Streams::create_stream() {
    auto made = std::make_unique<Stream>();
    void* const handle = made.get();
    streams_[handle] = std::move(made);
    return handle;
}

void* Streams::create_event() {
    auto made = std::make_shared<Event>();
    void* const handle = made.get();
    events_[handle] = std::move(made);
    return handle;
}

bool Streams::destroy_stream(void* stream) {
    const auto found = streams_.find(stream);
    if (found == streams_.end()) {
        return false;
    }
    destroyed_.push_back(std::move(found->second));
    streams_.erase(found);
    return true;
}

bool Streams::add(void* stream, std::function<void()> work) {
    const auto found = streams_.find(stream);
    if (found == streams_.end()) {
        return false;
    }
    found->second->work.push_back(std::move(work));
    return true;
}

bool Streams::record(void* event, void* stream) {
    const auto found = events_.find(event);
    if (found == events_.end()) {
        return false;
    }
    const std::uint64_t number = ++found->second->num_recorded;
    return add(stream, [state = found->second, number] { state->num_done = number; });
}

void Streams::advance(Stream& stream) {
    const std::function<void()> work = std::move(stream.work.front());
    stream.work.pop_front();
    work();
}

void Streams::advance_any() {
    std::vector<Stream*> waiting;
    for (const auto& [handle, stream] : streams_) {
        if (!stream->work.empty()) {
            waiting.push_back(stream.get());
        }
    }
    for (const auto& stream : destroyed_) {
        if (!stream->work.empty()) {
            waiting.push_back(stream.get());
        }
    }
    if (!waiting.empty()) {
        advance(*waiting[random_() % waiting.size()]);
    }
}

bool Streams::is_done(void* event) {
    const std::shared_ptr<Event> state = events_.at(event);
    for (unsigned i = 0; i < works_of_a_query && state->num_done != state->num_recorded; ++i) {
        advance_any();
    }
    return state->num_done == state->num_recorded;
}

void Streams::finish(void* stream) {
    Stream& state = *streams_.at(stream);
    while (!state.work.empty()) {
        if (random_() % 4 == 0) {
            advance_any();
        } else {
            advance(state);
        }
    }
}

void Streams::finish_all() {
    for (const auto& [handle, stream] : streams_) {
        finish(handle);
    }
    for (const auto& stream : destroyed_) {
        while (!stream->work.empty()) {
            advance(*stream);
        }
    }
    destroyed_.clear();
}

void Streams::abandon() {
    for (const auto& [handle, stream] : streams_) {
        stream->work.clear();
    }
    destroyed_.clear();
}

}    // namespace hmacsweep::tests::ptx
