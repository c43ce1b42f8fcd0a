// A message that is too long to be held, as of a file: it is read in pieces.
#pragma once

#include "host/base/bytes.hpp"

#include <cstdint>
#include <functional>

namespace hmacsweep::reader {

/// For one thread at a time.
class MessageStream {
public:
    MessageStream() = default;
    MessageStream(const MessageStream&) = delete;
    MessageStream& operator=(const MessageStream&) = delete;
    MessageStream(MessageStream&&) = delete;
    MessageStream& operator=(MessageStream&&) = delete;
    virtual ~MessageStream() = default;

    /// How many bytes the message has.
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    /// Reads the message from its beginning and gives `take` one piece after another. Returns false if the message
    /// could not be read whole, or was changed meanwhile: then what `take` got is no message.
    [[nodiscard]] virtual bool read(const std::function<void(Bytes)>& take) = 0;
};

}    // namespace hmacsweep::reader
