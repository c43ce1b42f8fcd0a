// What `bench` prints: a table that grows while it measures.
#pragma once

#include "host/bench/comparison.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace hmacsweep::cli {

/// Prints each row as soon as it is measured, and the progress on standard error where that is a terminal.
class BenchTable {
public:
    BenchTable(std::FILE* out, const bench::ComparisonOptions& options);

    /// The functions for bench::compare(). The object must outlive them.
    [[nodiscard]] bench::ComparisonEvents events();
    /// Prints what the columns mean.
    void finish();
    /// Removes the line of progress.
    void clear_progress();

private:
    void print(const std::string& text);
    void show_progress(std::size_t done, std::size_t all_rows, const bench::Row& next);
    void print_contestant(const bench::Contestant& contestant);
    void print_row(const bench::Row& row);
    void print_break_even(const bench::BreakEven& about);

    std::FILE* out_;
    bool has_header_ = false;
    bool has_progress_ = false;
};

}    // namespace hmacsweep::cli
