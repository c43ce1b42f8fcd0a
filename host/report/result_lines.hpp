// Makes result lines from outcomes: one line of JSON for each record, with the members of a VerifyMac or GenerateMac
// response.
#pragma once

#include "host/input/slab.hpp"
#include "host/judge/slab_result.hpp"
#include "host/keys/key_store.hpp"
#include "host/rules/run_options.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::report {

/// Why a record is not valid, in words. The view is into `result` or into static text.
[[nodiscard]] std::string_view reason_of(const judge::SlabResult& result, const judge::Outcome& outcome);

/// The key's name in the record's result; empty without one. The view is into `result` or into the store.
[[nodiscard]] std::string_view shown_key(const judge::SlabResult& result, const judge::Outcome& outcome,
                                         const keys::KeyStore& keys);

class ResultLines {
public:
    /// The lines have a Source when there are several `source_names`. `options` must outlive the object.
    ResultLines(const rules::RunOptions& options, const keys::KeyStore& keys,
                const std::vector<std::string>& source_names);

    /// Appends the result lines that RunOptions::results asks for to `out` and returns their number. `place` is the
    /// slab's place in its source.
    std::uint64_t append(const input::Slab& slab, const judge::SlabResult& result, const input::SlabPlace& place,
                         std::string& out) const;

private:
    static void append_to_manifest(const input::Slab& slab, const judge::SlabResult& result, std::size_t index,
                                   std::string& out);
    static void append_failure(const input::Slab& slab, const judge::SlabResult& result, const input::SlabPlace& place,
                               std::size_t index, std::string& out);
    void append_verified(const judge::SlabResult& result, const judge::Outcome& outcome, std::string& out) const;
    void append_generated(const judge::SlabResult& result, std::size_t index, std::string& out) const;
    void append_key(const judge::SlabResult& result, const judge::Outcome& outcome, std::string& out) const;

    const rules::RunOptions& options_;
    std::vector<std::string> key_members_;       ///< `,"KeyId":"..."` of each key
    std::vector<std::string> source_members_;    ///< `,"Source":"..."` of each source; empty when there is only one
};

}    // namespace hmacsweep::report
