// HMAC by Intel's ipsec-mb with the states after each key's inner and outer pad computed once.
#pragma once

#include "bench/peer/engines.hpp"

namespace peer {

class IpsecMbEngine : public Engine {
public:
    /// By the synchronous burst API, else by its queue of jobs. The keys must outlive the engine.
    IpsecMbEngine(std::span<const Key> keys, bool has_bursts);
    ~IpsecMbEngine() override;
    void hash(std::span<const Work> work, std::uint8_t* macs) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}    // namespace peer
