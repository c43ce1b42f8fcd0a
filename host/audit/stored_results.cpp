#include "host/audit/stored_results.hpp"

#include "host/base/counts_text.hpp"
#include "host/base/digest.hpp"
#include "host/base/encoding.hpp"
#include "host/base/fd.hpp"
#include "host/html/text.hpp"
#include "host/keys/kms_text.hpp"
#include "host/report/stored_line.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::audit {
namespace {

constexpr std::size_t first_room = std::size_t{1} << 20;
/// A line echoes an Id, which is part of a record.
constexpr std::size_t max_line_bytes = std::size_t{1} << 28;

/// The lines of a descriptor.
class Lines {
public:
    explicit Lines(int fd) : fd_(fd), buffer_(first_room) {}

    /// The next line without its end; nothing at the end, or when error() is set.
    std::optional<std::string_view> next() {
        for (std::size_t looked = begin_;;) {
            const auto* const found =
                static_cast<const char*>(std::memchr(buffer_.data() + looked, '\n', end_ - looked));
            if (found != nullptr) {
                const auto at = static_cast<std::size_t>(found - buffer_.data());
                return take(at, at + 1);
            }
            if (is_over_) {
                return begin_ == end_ ? std::nullopt : std::optional(take(end_, end_));
            }
            looked = end_ - begin_;
            if (!fill()) {
                return std::nullopt;
            }
        }
    }

    [[nodiscard]] const std::string& error() const { return error_; }
    [[nodiscard]] std::string take_digest() { return digest_.finish(); }

private:
    std::string_view take(std::size_t line_end, std::size_t next) {
        const std::string_view line(buffer_.data() + begin_, line_end - begin_);
        begin_ = next;
        return line;
    }

    /// Reads more behind what is left, which it moves to the front.
    bool fill() {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        if (end_ == buffer_.size()) {
            if (buffer_.size() >= max_line_bytes) {
                error_ = "a line is too long";
                return false;
            }
            buffer_.resize(2 * buffer_.size());
        }
        for (;;) {
            const ssize_t count = ::read(fd_, buffer_.data() + end_, buffer_.size() - end_);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count < 0) {
                error_ = errno_text(errno);
                return false;
            }
            is_over_ = count == 0;
            digest_.update(as_bytes(std::string_view(buffer_.data() + end_, static_cast<std::size_t>(count))));
            end_ += static_cast<std::size_t>(count);
            return true;
        }
    }

    int fd_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    bool is_over_ = false;
    std::string error_;
    Sha256Stream digest_;
};

/// Finds the source that a line is about. One name may be that of several inputs, and lines are in the order of the
/// inputs: so the next one of that name has its turn where a record's number does not go up, or where the one before
/// has all its lines. How many those are of records that are valid, or are not, the summary says.
class SourceFinder {
public:
    explicit SourceFinder(const report::Summary& summary) {
        for (std::uint32_t i = 0; i < summary.sources.size(); ++i) {
            const report::Summary::Source& source = summary.sources[i];
            by_name_[source.name].push_back(i);
            const std::uint64_t valid = source.classes.of(report::RecordClass::Valid);
            left_.push_back({source.classes.total() - valid, valid});
        }
    }

    std::optional<std::uint32_t> find(std::optional<std::string_view> name, std::uint64_t record, bool is_valid) {
        if (!name && left_.size() != 1) {
            return std::nullopt;
        }
        if (name && (!current_ || name_ != *name)) {
            name_ = *name;
            const auto found = by_name_.find(name_);
            if (found == by_name_.end()) {
                return std::nullopt;
            }
            sources_ = &found->second;
        }
        current_ = name ? choose(record, is_valid) : 0;
        record_ = record;
        std::uint64_t& left = left_[*current_].at(is_valid ? 1 : 0);
        left -= left == 0 ? 0 : 1;
        return current_;
    }

private:
    /// Of the sources of the name. Lines that no summary of ours has go to the last one.
    [[nodiscard]] std::uint32_t choose(std::uint64_t record, bool is_valid) const {
        auto source = std::ranges::lower_bound(*sources_, current_.value_or(0));
        if (source != sources_->end() && current_ == *source && record <= record_) {
            ++source;
        }
        source = std::find_if(source, sources_->end(),
                              [&](std::uint32_t index) { return left_[index].at(is_valid ? 1 : 0) != 0; });
        return source == sources_->end() ? sources_->back() : *source;
    }

    std::unordered_map<std::string, std::vector<std::uint32_t>> by_name_;
    std::vector<std::array<std::uint64_t, 2>> left_;    ///< lines to come of each source: not valid, valid
    std::optional<std::uint32_t> current_;
    std::string name_;
    const std::vector<std::uint32_t>* sources_ = nullptr;
    std::uint64_t record_ = 0;
};

class ResultsReader {
public:
    explicit ResultsReader(const report::Summary& summary)
        : summary_(summary), finder_(summary), failures_(summary.sources.size()) {}

    /// One line; an error when it is none of verify.
    std::optional<Error> add(std::string_view line) {
        Finding finding;
        if (!line_.parse(line)) {
            return Error{"is no result line of hmacsweep verify"};
        }
        const std::optional<std::uint64_t> record = line_.number("Record");
        const std::optional<bool> is_valid = line_.flag("MacValid");
        if (record.value_or(0) == 0 || !is_valid) {
            return Error{"is no result line of hmacsweep verify"};
        }
        finding.record = *record;
        const std::optional<std::uint32_t> source = finder_.find(line_.text("Source"), finding.record, *is_valid);
        if (!source) {
            return Error{"is about an input that the summary does not have"};
        }
        finding.source = *source;
        ++results_.lines;
        check_order(finding);
        if (*is_valid) {
            ++results_.valid;
            return std::nullopt;
        }
        if (!read_failure(finding)) {
            return Error{"has no Error that hmacsweep verify writes"};
        }
        ++failures_[finding.source];
        results_.findings.add(finding);
        return std::nullopt;
    }

    StoredResults finish(std::string sha256) {
        results_.findings.finish();
        results_.sha256 = std::move(sha256);
        compare();
        return std::move(results_);
    }

private:
    bool read_failure(Finding& finding) const {
        const std::optional<std::uint64_t> offset = line_.number("Offset");
        const std::optional<std::string_view> code = line_.error_text("Code");
        const std::optional<std::string_view> reason = line_.error_text("Message");
        if (!offset || !code || !reason) {
            return false;
        }
        finding.id = line_.raw("Id");
        finding.key = line_.text("KeyId").value_or("");
        finding.line = line_.number("Line").value_or(0);
        finding.offset = *offset;
        finding.reason = *reason;
        const std::optional<Verdict> verdict = report::verdict_of_code(*code);
        finding.verdict = verdict.value_or(Verdict::NotJudged);
        return verdict.has_value();
    }

    void check_order(const Finding& finding) {
        is_ordered_ = is_ordered_ && (results_.lines == 1 || finding.source > source_ ||
                                      (finding.source == source_ && finding.record > record_));
        source_ = finding.source;
        record_ = finding.record;
    }

    /// Tells where lines and summary differ.
    void compare() {
        std::vector<std::string>& misfits = results_.misfits;
        if (!summary_.results.sha256.empty() && summary_.results.sha256 != results_.sha256) {
            misfits.push_back(
                fmt::format("Their SHA-256 is {}, and the summary says {}.", results_.sha256, summary_.results.sha256));
        }
        if (summary_.results.lines != results_.lines) {
            misfits.push_back(fmt::format("There are {} of them, and the summary says {}.", grouped(results_.lines),
                                          grouped(summary_.results.lines)));
        }
        for (int v = 0; v < core::num_verdicts; ++v) {
            const auto verdict = static_cast<Verdict>(v);
            const std::uint64_t found = results_.findings.counts().of(verdict);
            if (verdict != Verdict::Valid && found != summary_.codes.of(verdict)) {
                misfits.push_back(fmt::format("{} of them say {}, and the summary counts {}.", grouped(found),
                                              keys::code_of(verdict), grouped(summary_.codes.of(verdict))));
            }
        }
        const auto differs = [&](std::size_t i) {
            return failures_[i] !=
                   summary_.sources[i].classes.total() - summary_.sources[i].classes.of(report::RecordClass::Valid);
        };
        for (std::size_t i = 0, told = 0; i < failures_.size() && told < 5; ++i) {
            if (differs(i)) {
                misfits.push_back(fmt::format("For {} they have another number of records that are not valid.",
                                              printable(summary_.sources[i].name)));
                ++told;
            }
        }
        if (!is_ordered_) {
            misfits.emplace_back("They are not in the order in which they were written.");
        }
    }

    const report::Summary& summary_;
    SourceFinder finder_;
    report::StoredLine line_;
    std::vector<std::uint64_t> failures_;    ///< by source
    StoredResults results_;
    bool is_ordered_ = true;
    std::uint32_t source_ = 0;
    std::uint64_t record_ = 0;
};

}    // namespace

Result<StoredResults> read_results(int fd, const std::string& name, const report::Summary& summary) {
    Lines lines(fd);
    ResultsReader reader(summary);
    std::uint64_t number = 0;
    while (const std::optional<std::string_view> line = lines.next()) {
        ++number;
        if (line->find_first_not_of(" \t\r") == std::string_view::npos) {
            continue;
        }
        if (const std::optional<Error> error = reader.add(*line)) {
            return Error{fmt::format("{}, line {}: {}", name, number, error->message)};
        }
    }
    if (!lines.error().empty()) {
        return Error{fmt::format("cannot read {}: {}", name, lines.error())};
    }
    return reader.finish(lines.take_digest());
}

}    // namespace hmacsweep::audit
