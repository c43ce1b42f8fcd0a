// Messages that are the content of files, or have it in them. Files are read in pieces, so that memory does not grow
// with their size.
#pragma once

#include "host/base/open_beneath.hpp"
#include "host/base/stop_flag.hpp"
#include "host/base/verdict.hpp"
#include "host/base/wiped_vector.hpp"
#include "host/reader/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hmacsweep::judge {

/// Why a message could not be read.
struct FileFault {
    Verdict verdict = Verdict::NotJudged;    ///< NotJudged: no fault
    std::string reason;                      ///< for a person

    [[nodiscard]] bool is_set() const { return verdict != Verdict::NotJudged; }
};

/// The path from the folder `base` on: an absolute path that begins with an absolute `base` is cut there. Any other
/// path stays as it is.
[[nodiscard]] std::string path_below(const std::string& base, const std::string& path);

/// Opens the message of one record after another. Not for use by two threads at a time.
class FileMessage : public reader::MessageStream {
public:
    /// `stop` ends the reading of a long file: read() then throws Interrupted. Null for none.
    explicit FileMessage(const StopFlag* stop = nullptr) : stop_(stop) {}

    /// Opens the files of a record, which `base` has; the files of the message before are closed. Then sets what
    /// Rules::rule() needs: `record` gets no files, but a message, if that is short enough for a batch, or a stream,
    /// which is this object. Both are valid until the next open(). With a fault, the record is unchanged.
    [[nodiscard]] FileFault open(const std::string& base, reader::Record& record);

    [[nodiscard]] std::uint64_t size() const override { return size_; }
    [[nodiscard]] bool read(const std::function<void(Bytes)>& take) override;
    /// Why read() returned false.
    [[nodiscard]] const FileFault& fault() const { return fault_; }
    /// A number made of what the system knew of the files when they were opened: their identities, sizes and times of
    /// change. It is not 0. Another number means that the files are others or were changed.
    [[nodiscard]] std::uint64_t stamp() const { return stamp_; }

private:
    struct Part {
        std::size_t at = 0;    ///< as MessageFile::at
        std::string path;
        OpenedFile file;
    };

    [[nodiscard]] FileFault open_base(const std::string& base);
    [[nodiscard]] bool read_file(const Part& part, const std::function<void(Bytes)>& take);
    bool fail(Verdict verdict, const std::string& path, const std::string& words);

    const StopFlag* stop_;
    std::string base_;
    Fd folder_;                           ///< of base_
    WipedVector<std::uint8_t> around_;    ///< Record::message, which may have a key in it
    std::vector<Part> parts_;
    std::uint64_t size_ = 0;
    std::uint64_t stamp_ = 0;
    FileFault fault_;
    std::vector<std::uint8_t> piece_;      ///< of a file
    WipedVector<std::uint8_t> message_;    ///< a short one
};

}    // namespace hmacsweep::judge
