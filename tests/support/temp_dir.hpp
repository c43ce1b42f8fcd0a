// A folder for one test, removed with everything in it at the end.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include <stdlib.h>

namespace hmacsweep::tests {

/// The bytes of a file; throws when it cannot be read.
inline std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error(std::string("cannot read ") + path.string());
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class TempDir {
public:
    TempDir() {
        std::string pattern = (std::filesystem::temp_directory_path() / "hmacsweep-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error(std::string("cannot make a folder like ") + pattern);
        }
        path_ = pattern;
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    TempDir(TempDir&&) = delete;
    TempDir& operator=(TempDir&&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// The path of a file in the folder, whether or not it is there.
    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }
    /// Writes a file, folders on the way included, and returns its path.
    std::string write(std::string_view name, std::string_view content) const {
        const std::filesystem::path to = path_ / name;
        std::filesystem::create_directories(to.parent_path());
        std::ofstream out(to, std::ios::binary | std::ios::trunc);
        out.write(content.data(), static_cast<std::streamsize>(content.size()));
        if (!out.flush()) {
            throw std::runtime_error(std::string("cannot write ") + to.string());
        }
        return to.string();
    }
    [[nodiscard]] std::string read(std::string_view name) const { return read_file(path_ / name); }
    [[nodiscard]] bool has(std::string_view name) const { return std::filesystem::exists(path_ / name); }
    /// How many entries the folder itself has, hidden ones included.
    [[nodiscard]] std::size_t num_entries() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
    }

private:
    std::filesystem::path path_;
};

}    // namespace hmacsweep::tests
