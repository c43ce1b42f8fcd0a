// Gives the rows of a table to threads, and hands what the threads found to one function in the order of the rows.
#pragma once

#include "host/base/order_free_sum.hpp"
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

/// Rows of one chunk, from `begin` up to, but not including, `end`: to be judged. Shares the ownership of the chunk.
struct RowRange {
    std::shared_ptr<const Chunk> chunk;
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

/// Rows of one chunk, and what a thread found of them. One thread at a time has such an object, and it is reused.
struct JudgedRows {
    std::shared_ptr<const Chunk> chunk;
    std::int64_t begin = 0;
    std::int64_t count = 0;
    judge::SlabResult result;
    OrderFreeSum sum;    ///< over the rows, where it is wanted

    /// The number in the table of the first of the rows.
    [[nodiscard]] std::uint64_t first_row() const { return chunk->first_row + static_cast<std::uint64_t>(begin); }
};

/// Any thread may call any function.
class RowQueue {
public:
    /// `table` must outlive the object. next() gives out at most `rows_at_a_time` rows. `take` gets all judged rows in
    /// the order of the table. put() calls `take`, from one thread at a time.
    RowQueue(TableStream& table, std::int64_t rows_at_a_time, std::uint32_t threads,
             std::function<void(const JudgedRows&)> take);

    /// The next rows, all of one chunk; nullopt at the table's end, and after stop() or a failure. Waits while too many
    /// rows were given out and not taken. Throws TableFault if the table cannot be read.
    std::optional<RowRange> next();
    /// An object to fill and to put(). May still have the content of an earlier use.
    std::unique_ptr<JudgedRows> empty_part();
    /// Keeps judged rows until `take` has got all rows before them, and calls `take` for all rows whose turn has come.
    /// Throws what `take` throws.
    void put(std::unique_ptr<JudgedRows> part);

    /// Makes next() give out no more rows, and ends its waits.
    void stop();
    /// Keeps the first fault of all calls, and calls stop(). `fault` says what is wrong with the table.
    void fail(std::string fault);
    /// Keeps the exception that is being handled, if no earlier one is kept, and calls stop().
    void fail_with_current();

    // Once all threads are done:
    /// The first text that fail() got; empty: none.
    [[nodiscard]] const std::string& fault() const { return fault_; }
    /// The text of the exception that fail_with_current() kept; empty: none. Throws an exception that is
    /// std::bad_alloc.
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
