// The pipeline of the best libraries, to compare verify with: simdjson, a SIMD base64 decoder, ipsec-mb, all cores. It
// reads well-formed JSON Lines with Ids that are strings, and writes the result lines of `hmacsweep verify`, byte for
// byte. It has none of the checks that make verify's verdicts trustworthy, and gives up at the first record that is not
// well-formed.
#include "bench/peer/base64.hpp"
#include "bench/peer/engines.hpp"
#include "bench/peer/input.hpp"
#include "bench/peer/relay.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <unordered_map>

#include <fcntl.h>
#include <unistd.h>

#include <simdjson.h>
#include <CLI/CLI.hpp>

namespace peer {
namespace {

/// Each default is what measured fastest.
struct Options {
    std::string input;
    std::string keys;
    std::string output;
    std::string engine{best_engine()};
    std::string parser = "ondemand";
    std::string base64 = "wide";
    std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
    std::size_t chunk_kib = 256;
    std::size_t batch_kib = 64;    ///< of simdjson's stream
};

void check(bool is_right, std::string_view what) {
    if (!is_right) {
        throw std::runtime_error(std::string(what));
    }
}

std::vector<Key> read_keys(const std::string& path) {
    simdjson::dom::parser parser;
    std::vector<Key> keys;
    for (const simdjson::dom::element entry : parser.load(path)["Keys"]) {
        const std::string_view text = entry["KeyMaterial"];
        Key& key = keys.emplace_back();
        key.name = std::string_view(entry["KeyId"]);
        std::string_view arn;
        key.result_name = entry["Arn"].get(arn) == simdjson::SUCCESS ? std::string(arn) : key.name;
        key.material.resize(text.size() + base64_slack);
        const std::ptrdiff_t size = decode_base64(text, key.material.data(), false);
        check(size > 0, "a key's material is not base64");
        key.material.resize(static_cast<std::size_t>(size));
    }
    return keys;
}

/// What all threads share.
struct Run {
    Run(const Options& asked, int results)
        : options(asked), keys(read_keys(asked.keys)), input(asked.input, asked.chunk_kib << 10), output(results) {}

    const Options& options;
    std::vector<Key> keys;
    Input input;
    int output;
    Relay records;
    Relay bytes;
    std::atomic<std::uint64_t> num_invalid{0};
};

/// Whether two MACs of 28 to 64 bytes are equal; looks at all bytes.
bool is_equal(const std::uint8_t* a, const std::uint8_t* b, std::uint32_t size) {
    std::uint32_t difference = 0;
    for (std::uint32_t i = 0; i < size; i += 4) {
        std::uint32_t x = 0;
        std::uint32_t y = 0;
        std::memcpy(&x, a + i, sizeof(x));
        std::memcpy(&y, b + i, sizeof(y));
        difference |= x ^ y;
    }
    return difference == 0;
}

/// One thread: chunk by chunk, parse and decode, hash, compare, format, write.
class Worker {
public:
    explicit Worker(Run& run)
        : run_(run), is_wide_(run.options.base64 == "wide"), engine_(make_engine(run.options.engine, run.keys)) {
        check(engine_ != nullptr, "this build has no engine " + run.options.engine);
        for (std::uint32_t i = 0; i < run.keys.size(); ++i) {
            by_name_.emplace(run.keys[i].name, i);
            for (const Algorithm& row : algorithms) {
                const std::string key = ",\"KeyId\":\"" + run.keys[i].result_name + "\",\"MacValid\":";
                const std::string algorithm = ",\"MacAlgorithm\":\"" + std::string(row.name) + "\"";
                endings_.push_back({key + "true" + algorithm + "}\n", key + "false" + algorithm});
                most_ending_bytes_ = std::max(most_ending_bytes_, endings_.back().invalid.size());
            }
        }
#if defined(SIMDJSON_THREADS_ENABLED)
        on_demand_.threaded = false;    // all cores are at work already
        dom_.threaded = false;
#endif
    }

    void work() {
        Chunk chunk;
        while (run_.input.next(buffer_, chunk)) {
            parse(chunk);
            macs_.resize(work_.size() * max_digest_bytes);
            engine_->hash(work_, macs_.data());
            const std::uint64_t first = run_.records.pass(chunk.number, work_.size());
            const std::size_t size = format(chunk, first);
            write(size, run_.bytes.pass(chunk.number, size));
        }
    }

private:
    struct Ending {
        std::string valid;
        std::string invalid;    ///< before Line, Offset and Error
    };
    struct Line {
        std::uint32_t id_offset;    ///< in ids_
        std::uint32_t id_bytes;
        std::uint32_t offset;    ///< of the record in its chunk
    };

    void parse(const Chunk& chunk) {
        work_.clear();
        lines_.clear();
        ids_.clear();
        // Decoded, everything is shorter than its text.
        arena_.resize(chunk.text.size() + base64_slack);
        stored_macs_.resize(((chunk.text.size() / min_record_bytes) + 1) * max_digest_bytes + base64_slack);
        decoded_ = arena_.data();
        if (run_.options.parser == "dom") {
            parse_dom(chunk.text);
        } else {
            parse_on_demand(chunk.text);
        }
    }

    void parse_dom(std::string_view text) {
        simdjson::dom::document_stream stream = dom_.parse_many(text.data(), text.size(), run_.options.batch_kib << 10);
        for (auto it = stream.begin(); it != stream.end(); ++it) {
            const simdjson::dom::object record = *it;
            add(it.current_index(), record["Id"], record["KeyId"], record["MacAlgorithm"], record["Message"],
                record["Mac"]);
        }
    }

    void parse_on_demand(std::string_view text) {
        simdjson::ondemand::document_stream stream =
            on_demand_.iterate_many(text.data(), text.size(), run_.options.batch_kib << 10);
        for (auto it = stream.begin(); it != stream.end(); ++it) {
            simdjson::ondemand::document_reference record = *it;
            // In the usual order, so that the search for the next one ends at once.
            const std::string_view id = record["Id"];
            const std::string_view key = record["KeyId"];
            const std::string_view algorithm = record["MacAlgorithm"];
            const std::string_view message = record["Message"];
            add(it.current_index(), id, key, algorithm, message, record["Mac"]);
        }
    }

    void add(std::size_t offset, std::string_view id, std::string_view key, std::string_view algorithm,
             std::string_view message, std::string_view mac) {
        const std::ptrdiff_t message_bytes = decode_base64(message, decoded_, is_wide_);
        Work work{decoded_, static_cast<std::uint32_t>(message_bytes), key_of(key), algorithm_of(algorithm)};
        std::uint8_t* stored = stored_macs_.data() + (work_.size() * max_digest_bytes);
        const std::ptrdiff_t mac_bytes = decode_base64(mac, stored, is_wide_);
        check(message_bytes >= 0 && mac_bytes == algorithms[work.algorithm].digest_bytes,
              "a record is not well-formed");
        decoded_ += message_bytes;
        work_.push_back(work);
        lines_.push_back({static_cast<std::uint32_t>(ids_.size()), static_cast<std::uint32_t>(id.size()),
                          static_cast<std::uint32_t>(offset)});
        ids_.append(id);
    }

    std::uint32_t key_of(std::string_view name) {
        if (name != run_.keys[last_key_].name) {
            const auto found = by_name_.find(name);
            check(found != by_name_.end(), "an unknown key");
            last_key_ = found->second;
        }
        return last_key_;
    }

    static std::uint32_t algorithm_of(std::string_view name) {
        const auto* const row = std::ranges::find(algorithms, name, &Algorithm::name);
        check(row != algorithms.end(), "an unknown algorithm");
        return static_cast<std::uint32_t>(row - algorithms.begin());
    }

    /// The result lines of a chunk, whose first record is the first+1st, in results_; their size.
    std::size_t format(const Chunk& chunk, std::uint64_t first) {
        results_.resize(ids_.size() + (lines_.size() * (most_ending_bytes_ + most_other_bytes)));
        char* to = results_.data();
        const auto put = [&to](std::string_view text) {
            std::memcpy(to, text.data(), text.size());
            to += text.size();
        };
        const auto put_number = [&to](std::uint64_t number) { to = std::to_chars(to, to + 20, number).ptr; };
        std::uint64_t num_invalid = 0;
        for (std::size_t i = 0; i < work_.size(); ++i) {
            const Work& work = work_[i];
            const Ending& ending = endings_[(work.key * algorithms.size()) + work.algorithm];
            put("{\"Record\":");
            put_number(first + i + 1);
            put(",\"Id\":\"");
            put({ids_.data() + lines_[i].id_offset, lines_[i].id_bytes});
            put("\"");
            if (is_equal(macs_.data() + (i * max_digest_bytes), stored_macs_.data() + (i * max_digest_bytes),
                         algorithms[work.algorithm].digest_bytes)) {
                put(ending.valid);
                continue;
            }
            ++num_invalid;
            put(ending.invalid);
            put(",\"Line\":");
            put_number(first + i + 1);
            put(",\"Offset\":");
            put_number(chunk.offset + lines_[i].offset);
            put(",\"Error\":{\"Code\":\"KMSInvalidMacException\",\"Message\":\"The MAC does not match the message "
                "under "
                "this key and algorithm.\"}}\n");
        }
        run_.num_invalid += num_invalid;
        return static_cast<std::size_t>(to - results_.data());
    }

    void write(std::size_t size, std::uint64_t offset) const {
        for (std::size_t done = 0; done < size;) {
            const ssize_t wrote =
                ::pwrite(run_.output, results_.data() + done, size - done, static_cast<off_t>(offset + done));
            check(wrote > 0, "cannot write the results");
            done += static_cast<std::size_t>(wrote);
        }
    }

    /// The least that a well-formed record takes: names, quotes, and a MAC of 28 bytes.
    static constexpr std::size_t min_record_bytes = 100;
    /// What a result line has besides Id and Ending.
    static constexpr std::size_t most_other_bytes = 256;

    Run& run_;
    bool is_wide_;
    std::unique_ptr<Engine> engine_;
    std::unordered_map<std::string_view, std::uint32_t> by_name_;
    std::vector<Ending> endings_;    ///< of each key and algorithm
    std::size_t most_ending_bytes_ = 0;
    std::uint32_t last_key_ = 0;
    simdjson::ondemand::parser on_demand_;
    simdjson::dom::parser dom_;
    std::vector<char> buffer_;
    std::vector<std::uint8_t> arena_;    ///< decoded messages
    std::uint8_t* decoded_ = nullptr;    ///< where the next one goes
    std::vector<std::uint8_t> stored_macs_;
    std::vector<std::uint8_t> macs_;
    std::vector<Work> work_;
    std::vector<Line> lines_;
    std::string ids_;
    std::vector<char> results_;
};

/// What went wrong first, if anything; the other threads' errors follow from it.
class FirstError {
public:
    void set(const std::string& what) {
        const std::lock_guard lock(mutex_);
        if (what_.empty()) {
            what_ = what;
        }
    }
    [[nodiscard]] const std::string& what() const { return what_; }

private:
    std::mutex mutex_;
    std::string what_;
};

int run(const Options& options) {
    const int output = ::open(options.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    check(output >= 0, "cannot open " + options.output);
    Run shared(options, output);
    FirstError error;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < options.threads; ++i) {
        threads.emplace_back([&] {
            try {
                Worker(shared).work();
            } catch (const std::exception& failure) {
                error.set(failure.what());
                shared.records.end();
                shared.bytes.end();
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    check(error.what().empty(), error.what());
    check(::close(output) == 0, "cannot write the results");
    return shared.num_invalid == 0 ? 0 : 1;
}

}    // namespace
}    // namespace peer

int main(int argc, char** argv) {
    peer::Options options;
    CLI::App app("Verifies well-formed JSON Lines with the best libraries; status 1 when a MAC is wrong");
    app.add_option("INPUT", options.input)->required();
    app.add_option("--keys", options.keys, "Key file of KeyId and KeyMaterial")->required();
    app.add_option("-o", options.output, "Where the result lines go")->required();
    app.add_option("--threads", options.threads, "[all]")->check(CLI::Range(1, 1024));
    app.add_option("--engine", options.engine, "ipsec-mb, ipsec-mb-burst, openssl or hmac [" + options.engine + "]");
    app.add_option("--parser", options.parser, "[ondemand]")->check(CLI::IsMember({"ondemand", "dom"}));
    app.add_option("--base64", options.base64, "[wide]")->check(CLI::IsMember({"wide", "table"}));
    app.add_option("--chunk", options.chunk_kib, "KiB of a chunk [256]")->check(CLI::Range(64, 65536));
    app.add_option("--batch", options.batch_kib, "KiB of simdjson's batches [64]")->check(CLI::Range(16, 65536));
    CLI11_PARSE(app, argc, argv);
    try {
        return peer::run(options);
    } catch (const std::exception& error) {
        std::cerr << "hmacsweep_bench_peer: " << error.what() << "\n";
        return 3;
    }
}
