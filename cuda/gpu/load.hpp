// What a slot can hold: a piece of work that goes to the device and comes back. A load lies in the memory of its slot.
#pragma once

#include "cuda/gpu/text_input.hpp"

#include <memory>
#include <string>

namespace hmacsweep::gpu {

/// The thread that has the batch makes a load, checks it and takes its answers. The GPU's own thread calls issue() and
/// text_keys(), and calls forget_answers() before issue(). Never two threads use a load at the same time.
class Load {
public:
    virtual ~Load() = default;

    /// The keys for reading texts, which the device must have before issue(); null where the load has no text.
    [[nodiscard]] virtual std::shared_ptr<const TextKeys> text_keys() const { return nullptr; }
    /// Puts copies and steps on the slot's stream. `text_keys` is null for a load without text.
    virtual void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys) = 0;
    /// What is wrong with the answers that came back: a canary, a count, an item without a verdict. Empty when nothing
    /// is wrong. Answers may be taken only after this check.
    [[nodiscard]] virtual std::string check() const = 0;
    /// After check(): whether the load must go to the device once more. It is then ready for issue().
    virtual bool plan_next_turn() { return false; }
    /// Overwrites the answers in the output buffer, so that old answers cannot pass for new ones.
    virtual void forget_answers() = 0;

protected:
    Load() = default;
    Load(const Load&) = default;
    Load& operator=(const Load&) = default;
    Load(Load&&) = default;
    Load& operator=(Load&&) = default;
};

}    // namespace hmacsweep::gpu
