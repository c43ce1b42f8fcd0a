// One slot: a pinned buffer, a device arena, a stream and an event, through which one piece of a batch goes at a time.
// Everything is allocated once; nothing is in the steady state.
#pragma once

#include "cuda/gpu/canary.hpp"
#include "cuda/gpu/key_memory.hpp"
#include "cuda/gpu/owners.hpp"
#include "cuda/gpu/search.hpp"
#include "cuda/gpu/slot_leaves.hpp"
#include "cuda/gpu/text_input.hpp"

#include <span>
#include <string>

namespace hmacsweep::gpu {

/// Which step a piece is for.
enum class Operation : std::uint8_t { Verify, Generate, Lines, Texts };

/// The least and the usual size of a slot's input, in bytes. The least holds the longest message that a batch may have.
inline constexpr std::size_t min_slot_bytes = std::size_t{256} * 1024;
inline constexpr std::size_t usual_slot_bytes = std::size_t{64} << 20;
/// What a slot of that size takes of a device's memory.
[[nodiscard]] std::size_t device_bytes_for(std::size_t slot_bytes);

/// Not for use by two threads at a time, but it may go from one to another. load() and the takers run where the batch
/// is; issue() and is_done() run on the GPU's own thread.
class Slot {
public:
    Slot(Runtime& runtime, std::size_t slot_bytes);

    /// Copies items of the batch, from `begin` on, into the pinned buffer, as many as fit and no more than `max_items`,
    /// with canaries behind them. Returns where the rest begins.
    std::size_t load(const core::BatchView& batch, std::size_t begin, std::size_t max_items, Operation operation,
                     const KeyMemory& keys, std::uint64_t batch_number);

    /// The same with the records of a text, from `begin` on. One that is too long for a slot goes alone and without its
    /// text: the device finds that it is not plain.
    std::size_t load(const TextInput& text, std::size_t begin, std::size_t max_items, const KeyMemory& keys,
                     std::uint64_t batch_number);
    /// All of a text whose records are lines (core::TextJob::lines), so that the device finds them; false, and nothing
    /// is loaded, where a slot does not hold it.
    [[nodiscard]] bool load_lines(const TextInput& text, std::uint64_t batch_number);
    /// Makes the slot ready to find the same once more, which is sent once more.
    void find_again();
    /// What the device has found, once check() agrees.
    [[nodiscard]] core::RecordIndex index() const;
    /// After that, where RecordIndex::is_whole: those records from `begin` on, of `num_records`, as load() does. The
    /// text is there already. Returns where the rest begins.
    std::size_t load_found(std::size_t begin, std::size_t num_records, std::size_t max_items, const KeyMemory& keys,
                           std::uint64_t batch_number);

    /// What the device must have before issue(): the keys by which records of text are read; null for other work.
    [[nodiscard]] const std::shared_ptr<const TextKeys>& text_keys() const { return text_.keys; }

    /// After a turn of a search: whether it must take another, which is planned then, and issued next. Throws what
    /// core::TextCandidates::go_on throws.
    bool plan_next_turn();
    /// How many HMACs were compared, so far, for records of text that name no key.
    [[nodiscard]] std::uint64_t num_trials() const;

    /// Pinned memory that holds nothing before issue(), once the answers are forgotten again.
    [[nodiscard]] std::span<std::uint8_t> staging() { return {output_.get(), work_.output_end - work_.output}; }

    /// Puts copies and steps on the stream, and an event behind them. `text_keys` is null but for texts.
    void issue(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory* text_keys);
    [[nodiscard]] bool is_done(Runtime& runtime) { return runtime.is_done(event_.get()); }
    /// Waits until nothing is on the stream any more.
    void settle(Runtime& runtime) { runtime.synchronize(stream_.get()); }

    /// What is wrong with an answer that came back: a canary, a count, an item that was not judged. Empty when nothing.
    [[nodiscard]] std::string check() const;
    /// The answers, for the items that were loaded, in their order.
    void take(std::span<core::Verdict> verdicts) const;
    void take(std::span<std::uint8_t> macs) const;
    /// For records of text, and how many of them were plain.
    [[nodiscard]] std::size_t take(std::span<core::TextAnswer> answers) const;
    void take(const core::WholeLeaves* leaves) const { leaves_.take(leaves); }
    /// Of load_found(): where the records stand. The text must be asked whether that can be (frames_fault()).
    void take(std::span<core::Frame> frames) const;

    /// Poisons them, so that what is sent once more must be judged once more.
    void forget_answers();

    [[nodiscard]] std::size_t capacity() const { return capacity_; }
    [[nodiscard]] std::size_t num_items() const { return num_items_; }
    /// Of those that were judged, how many have a wrong MAC.
    [[nodiscard]] std::size_t num_invalid() const;
    /// Bytes that go over to the device, and how many of them are records' text.
    [[nodiscard]] std::size_t input_bytes() const { return layout_.end; }
    [[nodiscard]] std::size_t text_bytes() const { return text_.bytes; }

private:
    /// Where the parts of a piece lie in the pinned buffer and in the device's copy of it.
    struct Layout {
        std::size_t items = 0;
        std::size_t macs = 0;
        std::size_t blocks = 0;
        std::size_t end = 0;
    };
    /// Where the device's own arrays lie, for the most items that a slot can hold.
    struct Work {
        std::size_t keys = 0;
        std::size_t order = 0;
        std::size_t verdicts = 0;
        std::size_t running = 0;
        std::size_t scratch = 0;
        std::size_t output = 0;    ///< what goes back: the tally and the words, or the MACs
        std::size_t output_end = 0;
        std::size_t frames = 0;    ///< that the device has found
        // What texts are packed into.
        std::size_t items = 0;
        std::size_t macs = 0;
        // What their trials under several keys come to.
        std::size_t trial_counts = 0;
        std::size_t trial_ranks = 0;
        std::size_t blocks = 0;
        std::size_t end = 0;
    };
    /// What else is known of a piece of text; places as in Layout.
    struct Text {
        std::shared_ptr<const TextKeys> keys;
        core::PlainShapeView shape{};    ///< where the device has it
        core::TextPlaces places{};
        std::uint64_t max_record_bytes = 0;
        std::size_t base = 0;    ///< in the slab, of the first record
        std::size_t bytes = 0;
        const std::uint8_t* pinned = nullptr;    ///< the text, where it is copied from; null: from the slot's buffer
        std::size_t frames_at = 0;               ///< where the host has found the records
        std::size_t text_at = 0;
        const core::Frame* frames = nullptr;    ///< where the device has them
        core::TrialKeys trial_keys{};           ///< where the device has them
        bool is_short = false;                  ///< whether answers come back as core::ShortAnswer
    };
    /// Items of each family in a turn of a search, canaries among them.
    struct Pending {
        std::size_t num_narrow = 0;
        std::size_t num_wide = 0;
        std::uint64_t num_blocks = 0;
    };
    /// Whether the device finds the records of a text, and how.
    struct Found {
        bool is_used = false;
        core::LineRules rules{};
        core::TextCandidates* candidates = nullptr;
    };
    static Work work_for(std::size_t slot_bytes);
    friend std::size_t device_bytes_for(std::size_t slot_bytes);

    [[nodiscard]] std::size_t num_all() const { return num_items_ + num_canaries_; }
    [[nodiscard]] std::size_t output_bytes() const;
    void add_canaries(const KeyMemory& keys, std::uint64_t batch_number, std::size_t num_narrow, std::size_t num_wide);
    void add_text_canaries(const KeyMemory& keys, std::uint64_t batch_number);
    /// The longest record whose text goes into a slot.
    [[nodiscard]] std::size_t max_text_bytes(const TextInput& text) const;
    [[nodiscard]] bool has_room_for(const TextInput& text, std::size_t begin, std::size_t end) const;
    void copy_text(Runtime& runtime, std::size_t from) const;
    void issue_lines(Runtime& runtime);
    void copy_frames_back(Runtime& runtime);
    /// The frames of a piece of text: the host's own, or those that have come back.
    [[nodiscard]] const core::Frame* sent_frames() const;
    /// Bytes of those that come back behind the answers.
    [[nodiscard]] std::size_t found_bytes() const;
    [[nodiscard]] std::string check_index() const;
    void issue_texts(Runtime& runtime, const core::KeyTableView& keys, const TextKeyMemory& text_keys);
    // In slot_trials.cpp.
    void issue_rounds(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys);
    [[nodiscard]] Pending find_pending() const;
    [[nodiscard]] bool is_pending(std::size_t index) const;
    [[nodiscard]] bool has_possible_key(std::size_t index) const;
    [[nodiscard]] static bool takes_short(const TextInput& text);
    [[nodiscard]] core::TextAnswer sent_answer(std::size_t index) const;
    [[nodiscard]] std::string check_answers() const;
    void issue_verify(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys);
    void issue_generate(Runtime& runtime, const core::BatchView& batch, const core::KeyTableView& keys);
    [[nodiscard]] core::Verdict verdict(std::size_t index) const;
    [[nodiscard]] std::string check_canaries() const;
    [[nodiscard]] std::string check_words() const;
    [[nodiscard]] std::string check_macs() const;

    std::size_t capacity_;
    Work work_;
    PinnedMemory input_;
    PinnedMemory output_;
    DeviceMemory device_input_;
    DeviceMemory device_work_;
    OwnedStream stream_;
    OwnedEvent event_;

    Layout layout_;
    Operation operation_ = Operation::Verify;
    std::size_t num_items_ = 0;
    std::size_t num_canaries_ = 0;
    Text text_;
    SlotLeaves leaves_;
    Search search_;
    Pending pending_;    ///< of the turn at hand, but for the first
    Found found_;
    std::size_t num_narrow_ = 0;    ///< items of SHA-224 and SHA-256, canaries among them
    Canary canaries_[max_canaries];
};

}    // namespace hmacsweep::gpu
