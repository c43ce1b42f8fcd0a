// The record index, as steps that a GPU runs: which bytes of a text are which record, where records are lines or rows
// of a table. Many threads look at one piece of the text each. Together they find what frame_lines() and frame_table()
// find. A thread does not know whether its piece begins within quotes, so it looks at the piece once for each state in
// which the piece may begin. A scan (prefix sum) then joins the pieces. The states are those of scan_record().
#pragma once

#include "cuda/core/line_rules.hpp"

namespace hmacsweep::core {

/// The bytes of text that one index looks at.
inline constexpr std::size_t text_piece_bytes = 128;
[[nodiscard]] constexpr std::size_t num_pieces(std::size_t text_bytes) {
    return (text_bytes + text_piece_bytes - 1) / text_piece_bytes;
}

/// What a stretch of text has when it begins in one given state: the state behind it, its line feeds, and how many of
/// these end a line (a line feed within quotes does not). Texts have less than 2^31 bytes.
struct StretchLines {
    std::uint64_t packed;    ///< line feeds in the low 31 bits, ends in the next 31, the state in the last two

    static constexpr unsigned bits = 31;
    static constexpr std::uint64_t mask = (std::uint64_t{1} << bits) - 1;
};
/// StretchLines for each state in which a piece may begin: RecordStart, Unquoted and Quoted. Without quotes, only
/// RecordStart counts.
struct PieceLines {
    static constexpr std::uint32_t num_states = 3;
    StretchLines from[num_states];
};

/// Where a line ends, be it a record or passed over.
struct LineEnd {
    std::uint32_t position;    ///< of its line feed
    std::uint32_t lines;       ///< the number of line feeds in the text up to this one, itself included
};

/// The totals of the record index.
struct RecordIndex {
    std::uint32_t records;
    std::uint32_t passed_over;    ///< lines that are not records
    std::uint32_t lines;          ///< as FrameCounts::lines
    std::uint32_t is_whole;       ///< 0: there are more lines than places, or a quote is open at the end; else 1
};

inline namespace HMACSWEEP_ISA {

/// Packs the three values.
[[nodiscard]] HMACSWEEP_HD constexpr StretchLines stretch_of(ScanState end, std::uint64_t num_ends,
                                                             std::uint64_t num_feeds) {
    return {(static_cast<std::uint64_t>(end) << (2 * StretchLines::bits)) | (num_ends << StretchLines::bits) |
            num_feeds};
}
[[nodiscard]] HMACSWEEP_HD constexpr ScanState state_behind(const StretchLines& lines) {
    return static_cast<ScanState>(lines.packed >> (2 * StretchLines::bits));
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t num_ends(const StretchLines& lines) {
    return static_cast<std::uint32_t>((lines.packed >> StretchLines::bits) & StretchLines::mask);
}
[[nodiscard]] HMACSWEEP_HD constexpr std::uint32_t num_feeds(const StretchLines& lines) {
    return static_cast<std::uint32_t>(lines.packed & StretchLines::mask);
}

/// The state behind a byte of a table with quotes, for scan_record()'s states. RecordStart is the state before any
/// cell. It is also the state behind a quote in a quoted cell: there, too, only a quote opens the cell (again).
[[nodiscard]] HMACSWEEP_HD constexpr ScanState state_after(ScanState state, std::uint8_t byte, std::uint8_t delimiter) {
    if (state == ScanState::Quoted) {
        return byte == '"' ? ScanState::RecordStart : ScanState::Quoted;
    }
    if (byte == '"') {
        return state == ScanState::RecordStart ? ScanState::Quoted : ScanState::Unquoted;
    }
    return byte == '\n' || byte == delimiter ? ScanState::RecordStart : ScanState::Unquoted;
}

/// Calls `on_feed(position, is_end)` for every line feed in [begin, end); `is_end` says whether it ends a line. Returns
/// the state at `end`.
template <class OnFeed>
HMACSWEEP_HD constexpr ScanState scan_piece(const std::uint8_t* text, std::size_t begin, std::size_t end,
                                            const TableSyntax& syntax, ScanState state, OnFeed&& on_feed) {
    if (!syntax.has_quotes) {
        for (std::size_t i = find_line_feed(text, begin, end); i < end; i = find_line_feed(text, i + 1, end)) {
            on_feed(i, true);
        }
        return state;
    }
    for (std::size_t i = begin; i < end; ++i) {
        if (text[i] == '\n') {
            on_feed(i, state != ScanState::Quoted);
        }
        state = state_after(state, text[i], syntax.delimiter);
    }
    return state;
}

/// Counts the line feeds and line ends of the pieces of a text, one piece per index.
struct CountLines {
    const std::uint8_t* text;
    std::size_t size;
    TableSyntax syntax;
    PieceLines* pieces;

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const std::size_t begin = i * text_piece_bytes;
        const std::size_t end = size - begin < text_piece_bytes ? size : begin + text_piece_bytes;
        HMACSWEEP_UNROLL
        for (std::uint32_t s = 0; s < PieceLines::num_states; ++s) {
            std::uint32_t ends = 0;
            std::uint32_t feeds = 0;
            auto state = static_cast<ScanState>(s);
            if (s == 0 || syntax.has_quotes) {
                state = scan_piece(text, begin, end, syntax, state, [&](std::size_t /*at*/, bool is_end) {
                    ++feeds;
                    ends += is_end ? 1 : 0;
                });
            }
            pieces[i].from[s] = stretch_of(state, ends, feeds);
        }
    }
};

/// Joins two stretches, one behind the other. It is the operator of the scan after which each piece's entry covers the
/// text from its beginning to the piece's end.
struct JoinPieces {
    HMACSWEEP_HD constexpr PieceLines operator()(const PieceLines& first, const PieceLines& second) const {
        PieceLines joined{};
        HMACSWEEP_UNROLL
        for (std::uint32_t s = 0; s < PieceLines::num_states; ++s) {
            const ScanState between = state_behind(first.from[s]);
            StretchLines rest = second.from[0];
            HMACSWEEP_UNROLL
            for (std::uint32_t r = 1; r < PieceLines::num_states; ++r) {
                rest = between == static_cast<ScanState>(r) ? second.from[r] : rest;
            }
            joined.from[s] = stretch_of(state_behind(rest), num_ends(first.from[s]) + num_ends(rest),
                                        num_feeds(first.from[s]) + num_feeds(rest));
        }
        return joined;
    }
};

/// Writes the ends of lines, one piece per index, after that scan.
struct WriteLineEnds {
    const std::uint8_t* text;
    std::size_t size;
    TableSyntax syntax;
    const PieceLines* pieces;
    LineEnd* ends;
    std::size_t room;    ///< in `ends`; further ends are not written

    HMACSWEEP_HD void operator()(std::size_t i) const {
        const std::size_t begin = i * text_piece_bytes;
        const std::size_t end = size - begin < text_piece_bytes ? size : begin + text_piece_bytes;
        const StretchLines before = i == 0 ? stretch_of(ScanState::RecordStart, 0, 0) : pieces[i - 1].from[0];
        std::size_t k = num_ends(before);
        std::uint32_t lines = num_feeds(before);
        scan_piece(text, begin, end, syntax, state_behind(before), [&](std::size_t at, bool is_end) {
            ++lines;
            if (is_end && k < room) {
                ends[k] = {static_cast<std::uint32_t>(at), lines};
            }
            k += is_end ? 1 : 0;
        });
    }
};

/// The frame of the line from `begin` to the line feed at `feed`; a last line without a line feed has `feed` = `size`.
[[nodiscard]] HMACSWEEP_HD constexpr Frame line_frame(const std::uint8_t* text, std::size_t size, std::size_t begin,
                                                      std::size_t feed, std::uint32_t number) {
    const bool has_return = feed < size && feed > begin && text[feed - 1] == '\r';
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(feed - begin - (has_return ? 1 : 0)), number};
}

/// Whether a line is a record; else it is passed over.
[[nodiscard]] HMACSWEEP_HD constexpr bool is_record(const std::uint8_t* text, const LineRules& rules,
                                                    const Frame& frame) {
    const std::uint8_t* const bytes = text + frame.offset;
    return rules.is_table ? !is_passed_over(bytes, frame.size, rules.syntax)
                          : !rules.skips_blank || !is_blank(bytes, frame.size);
}

/// The lines of a text whose ends are known: records, and lines that are passed over.
struct FoundLines {
    const std::uint8_t* text;
    std::size_t size;
    LineRules rules;
    const StretchLines* whole;    ///< of the whole text
    const LineEnd* ends;
    std::size_t room;    ///< in `ends`

    /// The number of lines; more than `room` where not all ends are known.
    [[nodiscard]] HMACSWEEP_HD constexpr std::size_t count() const {
        const std::size_t ended = num_ends(*whole);
        if (ended > room) {
            return ended;
        }
        return ended + (begin_of(ended) < size ? 1 : 0);
    }
    /// Where a line begins. The ends of all lines before it must be known.
    [[nodiscard]] HMACSWEEP_HD constexpr std::size_t begin_of(std::size_t line) const {
        return line == 0 ? 0 : std::size_t{ends[line - 1].position} + 1;
    }
    [[nodiscard]] HMACSWEEP_HD constexpr Frame frame(std::size_t line) const {
        return line_frame(text, size, begin_of(line), line < num_ends(*whole) ? ends[line].position : size,
                          line == 0 ? 0 : ends[line - 1].lines);
    }
};

/// 1 for a line that is a record, else 0. A scan over all places for lines sums this up.
struct CountRecord {
    FoundLines lines;

    HMACSWEEP_HD constexpr std::uint32_t operator()(std::size_t line) const {
        return line < lines.count() && line < lines.room && is_record(lines.text, lines.rules, lines.frame(line)) ? 1
                                                                                                                  : 0;
    }
};

/// Writes the frames after that scan, one per index; the indices are all places for lines. Index 0 also writes the
/// RecordIndex.
struct WriteFrames {
    FoundLines lines;
    const std::uint32_t* running;    ///< the scan's sums, each line's own share included
    std::size_t num_places;
    Frame* frames;
    RecordIndex* index;

    HMACSWEEP_HD void operator()(std::size_t line) const {
        const std::uint32_t before = line == 0 ? 0 : running[line - 1];
        if (running[line] != before) {
            frames[before] = lines.frame(line);
        }
        if (line == 0) {
            *index = summed_up();
        }
    }

private:
    [[nodiscard]] HMACSWEEP_HD constexpr RecordIndex summed_up() const {
        const std::size_t count = lines.count();
        const std::uint32_t records = running[num_places - 1];
        const bool is_whole = count <= num_places && state_behind(*lines.whole) != ScanState::Quoted;
        const bool has_rest = count > num_ends(*lines.whole);
        return {records, static_cast<std::uint32_t>(count) - records, num_feeds(*lines.whole) + (has_rest ? 1U : 0U),
                is_whole ? 1U : 0U};
    }
};

}    // namespace HMACSWEEP_ISA
}    // namespace hmacsweep::core
