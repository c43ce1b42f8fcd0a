// The keys of a Python KeyStore, and the backends that were opened for them.
#pragma once

#include "host/backend/registry.hpp"
#include "host/base/result.hpp"
#include "host/keys/key_file.hpp"
#include "host/keys/key_table.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace hmacsweep::python {

/// A backend that passed its self-test.
struct Engine {
    backend::ChosenBackend chosen;
    std::unique_ptr<backend::Backend> backend;
};

/// Any thread may call any function.
class KeyRing {
public:
    /// Loads key files: paths, or `/dev/fd/N`.
    static Result<std::unique_ptr<KeyRing>> open(const std::vector<std::string>& paths);

    /// Whether this process opened the ring. In a process that was forked its keys are zeros, and nothing but the
    /// destructor and notices() may be used.
    [[nodiscard]] bool is_of_this_process() const { return process_ == ::getpid(); }

    [[nodiscard]] const keys::KeyStore& store() const { return loaded_.store; }
    [[nodiscard]] const keys::KeyTable& table() const { return table_; }
    /// About the key files, for the user.
    [[nodiscard]] const std::vector<std::string>& notices() const { return loaded_.notices; }

    /// The backend of that name on these devices (empty: all). It is opened once and kept.
    Result<std::shared_ptr<Engine>> engine(const std::string& backend, const std::vector<int>& devices);
    /// Has engine() open the backend anew, because this one failed.
    void forget(const std::shared_ptr<Engine>& engine);

private:
    explicit KeyRing(keys::LoadedKeys loaded) : loaded_(std::move(loaded)), table_(loaded_.store) {}

    pid_t process_ = ::getpid();
    keys::LoadedKeys loaded_;
    keys::KeyTable table_;
    std::mutex mutex_;
    std::map<std::pair<std::string, std::vector<int>>, std::shared_ptr<Engine>> engines_;
};

}    // namespace hmacsweep::python
