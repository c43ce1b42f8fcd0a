// Gives the rows of a table out to threads, and takes what they found in the order of the rows.
#pragma once

#include "host/columns/table_stream.hpp"
#include "host/judge/slab_result.hpp"

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace hmacsweep::columns {

/// Thrown where a table cannot be read.
class TableFault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Rows of one chunk, to be judged.
struct RowRange {
    std::shared_ptr<const Chunk> chunk;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// Rows of one chunk, and what was found.
struct JudgedRows {
    std::shared_ptr<const Chunk> chunk;
    std::int64_t begin = 0;
    std::int64_t count = 0;
    judge::SlabResult result;

    /// The number in the table of the first of the rows.
    [[nodiscard]] std::uint64_t first_row() const { return chunk->first_row + static_cast<std::uint64_t>(begin); }
};

/// Any thread may call any function.
class RowQueue {
public:
    /// `table` must outlive the object. `take` gets all rows in their order, in whichever thread put() is called, by
    /// one thread at a time.
    RowQueue(TableStream& table, std::int64_t rows_at_a_time, std::uint32_t threads,
             std::function<void(const JudgedRows&)> take);

    /// The next rows; nullopt at the end, and after stop(). Waits while the rows given out are too far ahead of those
    /// taken. Throws TableFault.
    std::optional<RowRange> next();
    /// A part to fill; reuses memory.
    std::unique_ptr<JudgedRows> empty_part();
    void put(std::unique_ptr<JudgedRows> part);

    /// No more rows are given out.
    void stop();
    /// Keeps the words, unless earlier ones are kept, and stops.
    void fail(std::string fault);
    /// Keeps the exception that is being handled, unless an earlier one is kept, and stops.
    void fail_with_current();

    // Once all threads are done:
    /// The words given to fail().
    [[nodiscard]] const std::string& fault() const { return fault_; }
    /// What the exception kept says, for a person; empty: none. Throws it where it is std::bad_alloc.
    [[nodiscard]] std::string failure_words() const;
    /// How many rows were given out.
    [[nodiscard]] std::uint64_t num_rows() const { return num_given_; }

private:
    bool find_rows();

    TableStream& table_;
    std::int64_t rows_at_a_time_;
    std::uint64_t most_ahead_;    ///< rows
    std::function<void(const JudgedRows&)> take_;

    std::mutex mutex_;
    std::condition_variable taken_;
    std::shared_ptr<const Chunk> chunk_;
    std::int64_t next_row_ = 0;    ///< of chunk_
    std::uint64_t num_given_ = 0;
    std::uint64_t num_taken_ = 0;
    bool is_over_ = false;
    bool is_taking_ = false;
    std::map<std::uint64_t, std::unique_ptr<JudgedRows>> done_;    ///< by first_row(); not taken yet
    std::vector<std::unique_ptr<JudgedRows>> free_;
    std::string fault_;
    std::exception_ptr failure_;
};

}    // namespace hmacsweep::columns
