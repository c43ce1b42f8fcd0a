#include "host/python/key_ring.hpp"

namespace hmacsweep::python {

Result<std::unique_ptr<KeyRing>> KeyRing::open(const std::vector<std::string>& paths) {
    Result<keys::LoadedKeys> loaded = keys::load_key_files(paths);
    if (!loaded) {
        return loaded.error();
    }
    return std::unique_ptr<KeyRing>(new KeyRing(*std::move(loaded)));
}

Result<std::shared_ptr<Engine>> KeyRing::engine(const std::string& backend, const std::vector<int>& devices) {
    const std::scoped_lock lock(mutex_);
    std::shared_ptr<Engine>& engine = engines_[{backend, devices}];
    if (engine != nullptr) {
        return engine;
    }
    Result<backend::ChosenBackend> chosen = backend::choose_backend({.name = backend, .devices = devices});
    if (!chosen) {
        return chosen.error();
    }
    try {
        engine = std::make_shared<Engine>(Engine{*chosen, backend::open_backend(*chosen, table_)});
    } catch (const backend::BackendFailure& failure) {
        return Error{failure.what()};
    }
    return engine;
}

void KeyRing::forget(const std::shared_ptr<Engine>& engine) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(engines_, [&](const auto& entry) { return entry.second == engine; });
}

}    // namespace hmacsweep::python
