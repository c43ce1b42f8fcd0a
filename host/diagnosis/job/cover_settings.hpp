// The options of `verify` that say what a search has found.
#pragma once

#include "host/diagnosis/job/cover_search.hpp"
#include "host/diagnosis/job/settings.hpp"

namespace hmacsweep::diagnosis {

/// The settings behind those of the reading and of the MAC's place.
[[nodiscard]] Settings settings_of(const Cover& cover, const CoverSearch& search, const RecordTexts& records,
                                   const std::vector<JobField>& fields, const keys::KeyStore& keys,
                                   const Settings& place);

/// Where a field of the message is a digest of another field: takes that field's digest in its place, so that the other
/// field is covered. For fields of which the digest is known.
void cover_what_digests_cover(Cover& cover, RecordTexts& records, const std::vector<JobField>& fields);

/// A field of the message that is a digest itself; null for none.
[[nodiscard]] const JobField* digest_in(const Cover& cover, const std::vector<JobField>& fields);

}    // namespace hmacsweep::diagnosis
