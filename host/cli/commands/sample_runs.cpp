#include "host/cli/commands/sample_runs.hpp"

#include "host/base/stop_flag.hpp"
#include "host/cli/options/key_id_option.hpp"
#include "host/input/slab_reader.hpp"
#include "host/judge/slab_judge.hpp"
#include "host/reader/reader.hpp"
#include "host/rules/candidates.hpp"

#include <algorithm>

namespace hmacsweep::cli {
namespace {

constexpr std::size_t sample_slab_bytes = std::size_t{256} << 10;
constexpr std::size_t longest_sampled_record = std::size_t{256} << 10;
/// Of long records a search has no more than these, or this many bytes of them.
constexpr std::size_t least_samples = 4;
constexpr std::size_t most_sampled_bytes = std::size_t{1} << 20;
/// Where --where chooses few records, this many times as many are read as are judged.
constexpr std::uint64_t looked_at_for_each = 20;

/// The settings, with others that a request cannot do without.
diagnosis::Settings whole(diagnosis::Settings settings) {
    const std::string line(diagnosis::value_of(settings, "--line"));    // a copy: what is appended moves the settings
    diagnosis::append(settings, {{"--key-id", "any"}, {"--mac-algorithm", "HMAC_SHA_256"}});
    const auto is_bare = [](const diagnosis::Setting& setting) { return setting.name == "--no-header"; };
    if (!line.empty() && line.find("{Mac") == std::string::npos &&
        diagnosis::value_of(settings, "--columns").find("mac=") == std::string_view::npos) {
        diagnosis::add_column(settings, "mac", "Message:trim");    // its place is not known yet
    }
    const bool is_mac_in_message = diagnosis::value_of(settings, "--columns").find("mac=Message:") != std::string::npos;
    if (is_mac_in_message || (!line.empty() && line.find("{Message}") == std::string::npos)) {
        diagnosis::append(settings, {{"--message", "{raw}"}});
    } else if (std::ranges::any_of(settings, is_bare)) {
        diagnosis::append(settings, {{"--message", "{1}"}});
        if (diagnosis::value_of(settings, "--columns").find("mac=") == std::string_view::npos) {
            diagnosis::add_column(settings, "mac", "2");
        }
    }
    return settings;
}

}    // namespace

SampleRuns::SampleRuns(const CommandWords& given, const keys::KeyStore& keys, std::span<const FileIdentity> key_files,
                       const backend::ChosenBackend& backend, std::uint64_t first)
    : given_(given),
      keys_(keys),
      key_files_(key_files.begin(), key_files.end()),
      table_(keys),
      backend_(backend::open_backend(backend, table_)),
      first_(first) {}

Result<BatchRequest> SampleRuns::request(const diagnosis::Settings& settings) const {
    Result<BatchRequest> request = verify_request(verify_words(given_, settings));
    if (request) {
        request->run.cross_check = rules::CrossCheck::None;
        request->run.slab_bytes = sample_slab_bytes;
        if (const std::optional<Error> error = settle_key_ids(request->key_ids, keys_, request->run)) {
            return *error;
        }
    }
    return request;
}

std::string SampleRuns::read(const BatchRequest& request, const std::function<bool(const input::Slab&)>& take) const {
    input::FolderRules folders = request.folders;
    folders.key_files = key_files_;
    input::Inputs inputs = input::open_inputs(request.inputs, request.run.shape, folders);
    const StopFlag stop;
    input::SlabReader reader(inputs.sources,
                             {.slab_bytes = request.run.slab_bytes,
                              .max_record_bytes = request.run.max_record_bytes,
                              .shape = request.run.shape},
                             stop);
    input::Slab slab;
    while (reader.next(slab)) {
        if (!take(slab)) {
            break;
        }
    }
    const auto failed = std::ranges::find_if(inputs.sources, [](const auto& source) { return !source.error.empty(); });
    return failed == inputs.sources.end() ? std::string() : failed->error;
}

SampleCounts SampleRuns::judge(const diagnosis::Settings& settings) const {
    SampleCounts counts;
    const Result<BatchRequest> request = this->request(settings);
    if (!request) {
        counts.error = request.error().message;
        return counts;
    }
    const Result<std::optional<rules::Candidates>> candidates = rules::find_candidates(request->run, table_);
    if (!candidates) {
        counts.error = candidates.error().message;
        return counts;
    }
    const judge::RunContext context{request->run, table_, *backend_, *candidates ? &**candidates : nullptr};
    judge::SlabJudge judge(context);
    judge::SlabResult result;
    std::uint64_t num_looked_at = 0;
    counts.error = read(*request, [&](const input::Slab& slab) {
        judge.judge(slab, result, [](std::uint32_t, std::uint32_t) { return std::uint64_t{0}; });
        if (!result.names.arrays.empty()) {
            counts.other_arrays = result.names.arrays;
        }
        for (const judge::Outcome& outcome : result.outcomes) {
            if (counts.records == first_ || ++num_looked_at > looked_at_for_each * first_) {
                return false;
            }
            if (!outcome.is_chosen) {
                continue;    // by --where
            }
            ++counts.records;
            counts.valid += outcome.verdict == Verdict::Valid ? 1 : 0;
            counts.invalid += outcome.verdict == Verdict::Invalid ? 1 : 0;
        }
        return counts.records < first_;
    });
    return counts;
}

std::vector<diagnosis::Sample> SampleRuns::samples(const diagnosis::Settings& settings, std::size_t most,
                                                   LongRecords long_records) const {
    std::vector<diagnosis::Sample> samples;
    Result<BatchRequest> request = this->request(whole(settings));
    if (!request) {
        return samples;
    }
    request->run.shape.needs_columns = false;
    std::vector<core::Frame> frames;
    reader::Reader reader;
    std::uint64_t num_looked_at = 0;
    std::size_t num_bytes = 0;
    const auto is_enough = [&] {
        return samples.size() == most || (samples.size() >= least_samples && num_bytes >= most_sampled_bytes);
    };
    static_cast<void>(read(*request, [&](const input::Slab& slab) {
        frames.clear();
        if (slab.kind == input::SlabKind::Records) {
            format::frame_records(Bytes(slab.data(), slab.size), *slab.shape, frames);
        }
        for (const core::Frame& frame : frames) {
            if (is_enough() || ++num_looked_at > looked_at_for_each * first_) {
                return false;
            }
            if (frame.size > longest_sampled_record && long_records == LongRecords::LeftOut) {
                continue;
            }
            const std::size_t size = std::min<std::size_t>(frame.size, longest_sampled_record);
            if (!slab.shape->filters.empty() &&
                !reader.read(*slab.shape, slab.data() + frame.offset, frame.size).is_chosen) {
                continue;
            }
            diagnosis::Sample& sample = samples.emplace_back();
            sample.shape = slab.shape;
            sample.buffer.assign(slab.data() + frame.offset, slab.data() + frame.offset + size);
            sample.buffer.resize(size + slab_padding);
            num_bytes += size;
        }
        return !is_enough();
    }));
    return samples;
}

}    // namespace hmacsweep::cli
