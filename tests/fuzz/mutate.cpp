// Runs a fuzz target over random changes of its corpus, with any compiler and without libFuzzer:
// hmacsweep_mutate_TARGET FOLDER SECONDS [SEED]. What a failing input was is left in FOLDER's place, the working
// folder, as mutate-last.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using namespace std::string_view_literals;

constexpr std::string_view pieces[] = {"\n"sv,
                                       "\r\n"sv,
                                       "\""sv,
                                       "\"\""sv,
                                       ","sv,
                                       ";"sv,
                                       "\t"sv,
                                       "{"sv,
                                       "}"sv,
                                       "["sv,
                                       "]"sv,
                                       ":"sv,
                                       "="sv,
                                       "=="sv,
                                       "\\"sv,
                                       "\\u00"sv,
                                       "null"sv,
                                       "true"sv,
                                       "-1.5e3"sv,
                                       "\"Mac\":"sv,
                                       "\"Message\":"sv,
                                       "\"KeyId\":\"k\""sv,
                                       "\"Id\":1,"sv,
                                       "\0"sv,
                                       "\xff"sv,
                                       "\xef\xbb\xbf"sv,
                                       "\xc3\xa4"sv,
                                       "\xed\xa0\x80"sv,
                                       " "sv,
                                       "AAAA"sv,
                                       "00"sv,
                                       "\\x"sv,
                                       "\"Keys\":["sv};

class Mutator {
public:
    Mutator(std::vector<std::string> corpus, std::uint64_t seed) : corpus_(std::move(corpus)), engine_(seed) {}

    std::string next() {
        std::string text = corpus_[below(corpus_.size())];
        for (std::uint64_t i = 1 + below(6); i > 0; --i) {
            change(text);
        }
        return text;
    }

private:
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }

    void change(std::string& text) {
        const std::size_t at = below(text.size() + 1);
        switch (below(7)) {
            case 0:
                text.insert(at, 1, static_cast<char>(below(256)));
                break;
            case 1:
                text.erase(at, 1 + below(8));
                break;
            case 2:
                text.insert(at, pieces[below(std::size(pieces))]);
                break;
            case 3:
                text.insert(at, text.substr(below(text.size() + 1), below(40)));
                break;
            case 4: {
                const std::string& other = corpus_[below(corpus_.size())];
                text = text.substr(0, at) + other.substr(below(other.size() + 1));
                break;
            }
            default:
                if (at < text.size()) {
                    text[at] = static_cast<char>(below(4) == 0 ? below(256) : text[at] ^ (1U << below(8)));
                }
        }
    }

    std::vector<std::string> corpus_;
    std::mt19937_64 engine_;
};

std::vector<std::string> read_corpus(const char* folder) {
    std::vector<std::string> corpus;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

}    // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        return 2;
    }
    std::vector<std::string> corpus = read_corpus(argv[1]);
    if (corpus.empty()) {
        return 1;
    }
    const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::random_device()();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(argv[2]));
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    Mutator mutator(std::move(corpus), seed);
    static std::string input;    // where a failure ends the process, the handler finds it
    static_cast<void>(std::signal(SIGABRT, [](int) {
        if (std::FILE* const file = std::fopen("mutate-last", "wb")) {
            static_cast<void>(std::fwrite(input.data(), 1, input.size(), file));
            static_cast<void>(std::fclose(file));
        }
    }));
    std::uint64_t num_runs = 0;
    for (; std::chrono::steady_clock::now() < end; ++num_runs) {
        input = mutator.next();
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    }
    std::printf("%llu inputs, nothing found\n", static_cast<unsigned long long>(num_runs));
    return 0;
}
