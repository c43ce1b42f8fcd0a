// The one explicit list of backends.
#pragma once

#include "host/backend/backend.hpp"
#include "host/base/result.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hmacsweep::backend {

/// The rows of all backends, in `auto`'s order of preference. `simd` is the widest of the `simd:...` rows that the
/// machine has.
[[nodiscard]] std::span<const BackendInfo> backends();

/// The backend that a run uses, and how it was chosen.
struct ChosenBackend {
    const BackendInfo* info = nullptr;
    std::string detail;    ///< from its probe
    BackendSetup setup;
    bool may_be_replaced = false;         ///< `auto` replaces this backend when it fails
    std::vector<std::string> warnings;    ///< about backends and GPUs that were tried and failed
    std::vector<std::string> notices;     ///< about backends that `auto` tried and that are not for this machine
};

/// What a run asks for.
struct BackendRequest {
    std::string_view name = "auto";
    std::vector<int> devices{};    ///< which GPUs; empty: all that can be used
    /// The size of all inputs together; nothing where it is unknown, as for a pipe.
    std::optional<std::uint64_t> input_bytes{};
};

/// Chooses the backend of that name. For `auto`: the first row that is available and that pays off for an input of this
/// size. The chosen backend has passed its self-test (on each GPU). The error says why no backend was chosen.
Result<ChosenBackend> choose_backend(const BackendRequest& request);

/// Opens the chosen backend for these keys, which must outlive the backend. Throws BackendFailure.
[[nodiscard]] std::unique_ptr<Backend> open_backend(const ChosenBackend& chosen, const keys::KeyTable& keys);

/// Whether `name` is `auto` or in the list.
[[nodiscard]] bool is_backend_name(std::string_view name);
/// `auto, simd, ...`, for messages.
[[nodiscard]] std::string backend_names();

}    // namespace hmacsweep::backend
