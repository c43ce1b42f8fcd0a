#include "host/input/source_stream.hpp"

#include "host/input/archive/archive_reader.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

namespace hmacsweep::input {
namespace {

/// Compressed bytes that are read at a time.
constexpr std::size_t piece_bytes = std::size_t{128} * 1024;

/// First bytes that are enough to know most inputs.
constexpr std::size_t first_look = 4;

constexpr std::uint8_t gzip_first_byte = 0x1f;
constexpr std::uint8_t xz_first_byte = 0xfd;

/// What the standards call one complete compressed stream of a file that may hold several.
std::string member_name(Compression compression) {
    std::string_view word = compression == Compression::Gzip ? "member" : "stream";
    if (compression == Compression::Zstd || compression == Compression::Lz4) {
        word = "frame";
    }
    return fmt::format("{} {}", compression_name(compression), word);
}

/// Whether zeros may follow a stream (xz-file-format.txt 2.2; gzip's own rule is for the end).
bool may_be_padded(Compression compression) {
    return compression == Compression::Gzip || compression == Compression::Xz;
}

}    // namespace

SourceStream::SourceStream(Source& source, InputDigest digest, std::span<const DecompressorInfo> libraries,
                           const StopFlag& stop)
    : source_(source),
      bytes_(source, digest, stop),
      stop_(stop),
      wants_digest_(digest != InputDigest::None),
      is_at_end_(!source.error.empty() || source.is_archive) {
    if (!is_at_end_) {
        look_at_head(libraries);
    }
}

/// Reads as many bytes as decide whether the source is compressed, or has a byte-order mark, and not one more: they may
/// come from a slow pipe.
void SourceStream::look_at_head(std::span<const DecompressorInfo> libraries) {
    std::size_t size = 0;
    while (size == 0 || may_become_compressed(Bytes(head_).first(size)) ||
           (source_.charset.empty() && may_become_marked(Bytes(head_).first(size)))) {
        const std::size_t wanted = size < first_look ? first_look : head_.size();
        const std::size_t got = bytes_.read(head_.data() + size, wanted - size);
        if (got == 0) {
            is_at_end_ = size == 0;
            break;
        }
        size += got;
    }
    pending_ = Bytes(head_).first(size);
    if (source_.error.empty() && !stop_.is_requested() && is_cut_short(pending_, source_.name)) {
        pending_ = {};
        fail("its name says that it is compressed, and it breaks off before the compressed data begin");
        return;
    }
    source_.compression = compression_of(pending_);
    if (source_.compression == Compression::None) {
        use_charset(marked_charset(pending_));
        if (source_.is_plain()) {
            bytes_.leave_tree();    // they are read() as they are
        }
        return;
    }
    const auto* const library =
        std::ranges::find(libraries, source_.compression, &DecompressorInfo::compression).base();
    if (library == libraries.data() + libraries.size()) {
        source_.error = fmt::format(
            "cannot decompress {}: it is {} data, which this hmacsweep was built without; install {} and build it "
            "again, or decompress it before",
            source_.name, compression_name(source_.compression), packages_for(source_.compression));
        is_at_end_ = true;
        return;
    }
    decompressor_ = library->make();
    input_.resize(piece_bytes);
}

std::size_t SourceStream::read(std::uint8_t* to, std::size_t room) {
    if (is_at_end_ || room == 0) {
        return 0;
    }
    if (!is_charset_settled_) {
        settle_charset();
    }
    const std::size_t got = converter_ == nullptr ? read_content(to, room) : read_converted(to, room);
    is_at_end_ = is_at_end_ || got == 0;
    source_.content_bytes += got;
    return got;
}

std::size_t SourceStream::read_plain(std::uint8_t* to, std::size_t room) {
    if (pending_.empty()) {
        return bytes_.read(to, room);
    }
    const std::size_t size = std::min(room, pending_.size());
    std::ranges::copy(pending_.first(size), to);
    pending_ = pending_.subspan(size);
    return size;
}

std::size_t SourceStream::read_compressed(std::uint8_t* to, std::size_t room) {
    room = std::min(room, max_step_bytes);
    while (!is_at_end_ && !stop_.is_requested()) {
        if (pending_.empty() && !holds_output_ && !refill()) {
            return 0;
        }
        if (!is_in_member_ && !begin_member()) {
            continue;
        }
        const DecompressStep step = decompressor_->step(pending_, {to, room});
        pending_ = pending_.subspan(step.consumed);
        holds_output_ = step.produced == room && !step.is_member_end;
        is_in_member_ = !step.is_member_end;
        const bool is_stuck =
            step.consumed == 0 && step.produced == 0 && !step.is_member_end && step.fault.empty() && !pending_.empty();
        if (!step.fault.empty() || is_stuck) {
            fail(fmt::format("near byte {}, the {} that begins at byte {} {}", place(),
                             member_name(source_.compression), member_start_,
                             is_stuck ? "is damaged (nothing comes out of it)" : step.fault));
        }
        if (step.produced != 0) {
            return step.produced;
        }
    }
    return 0;
}

/// More compressed bytes; false at their end, which must be that of a member.
bool SourceStream::refill() {
    const std::size_t got = bytes_.read(input_.data(), input_.size());
    pending_ = Bytes(input_).first(got);
    if (got == 0 && is_in_member_ && source_.error.empty() && !stop_.is_requested()) {
        fail(fmt::format("it ends at byte {}, in the middle of the {} that begins at byte {}", source_.bytes,
                         member_name(source_.compression), member_start_));
    }
    return got != 0;
}

/// Whether a member begins with the bytes that are pending; anything that is neither that nor padding is an error.
bool SourceStream::begin_member() {
    const bool is_first = place() == 0;
    if (may_be_padded(source_.compression) && !is_first && !skip_padding()) {
        return false;
    }
    member_start_ = place();
    is_in_member_ = true;
    return true;
}

/// gzip lets zeros fill a file (a tape's last block, say) up after its last member, and xz also between streams;
/// nothing else.
bool SourceStream::skip_padding() {
    const auto data = std::ranges::find_if(pending_, [](std::uint8_t byte) { return byte != 0; });
    const bool has_zeros = data != pending_.begin();
    pending_ = pending_.subspan(static_cast<std::size_t>(data - pending_.begin()));
    is_padding_ = is_padding_ || has_zeros;
    const bool is_gzip = source_.compression == Compression::Gzip;
    const std::uint8_t first_byte = is_gzip ? gzip_first_byte : xz_first_byte;
    if (!pending_.empty() && ((is_gzip && is_padding_) || pending_[0] != first_byte)) {
        fail(fmt::format("what follows the {0} data from byte {1} on is not {0} data",
                         compression_name(source_.compression), place()));
    }
    return !pending_.empty() && !is_at_end_;
}

void SourceStream::fail(std::string_view what) {
    source_.error =
        fmt::format("cannot decompress all of {}: {}; whole records in the {} bytes before that were judged",
                    source_.name, what, source_.content_bytes);
    is_at_end_ = true;
}

bool SourceStream::would_block() const {
    return converted_place_ == converted_.size() && (converter_ != nullptr || raw_.empty()) && pending_.empty() &&
           !holds_output_ && bytes_.would_block();
}

/// The archive's bytes are its members' content and what holds them; here they are only digested.
void SourceStream::finish_archive() {
    source_.archive->close();
    ::lseek(source_.fd.get(), 0, SEEK_SET);    // the members' reader shares the position
    if (!wants_digest_) {
        bytes_.pass_over(source_.expected_bytes);
    }
    input_.resize(piece_bytes);
    while (bytes_.read(input_.data(), input_.size()) != 0) {
    }
    bytes_.finish();
    if (source_.error.empty()) {
        source_.error = source_.archive_error;
    }
}

void SourceStream::finish() {
    if (source_.is_archive) {
        finish_archive();
        return;
    }
    // The digest of a damaged file tells which file was damaged, so it is that of all its bytes.
    input_.resize(piece_bytes);
    while (source_.is_regular && (decompressor_ != nullptr || converter_ != nullptr) &&
           bytes_.read(input_.data(), input_.size()) != 0) {
    }
    bytes_.finish();
}

}    // namespace hmacsweep::input
