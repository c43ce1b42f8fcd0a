// `keys list`, `keys create` and `keys import`: what a key file holds, and how one is made or filled, without key
// material ever on a command line or in any output.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

namespace hmacsweep::cli {

struct KeyListFlags {
    std::vector<std::string> keys;
    bool json = false;
};

/// What `create` and `import` say about a new key.
struct NewKeyFlags {
    std::string out;
    std::string id;
    std::string arn;
    std::vector<std::string> aliases;
    std::string key_spec;
    std::string bytes;                  ///< create: of material
    std::string in = "-";               ///< import
    std::string encoding = "base64";    ///< import
    std::string from = "plain";         ///< import
    std::string salt;                   ///< import
};

void add_key_list_options(CLI::App& command, KeyListFlags& flags);
void add_key_create_options(CLI::App& command, NewKeyFlags& flags);
void add_key_import_options(CLI::App& command, NewKeyFlags& flags);

int run_key_list(const KeyListFlags& flags);
int run_key_create(const NewKeyFlags& flags);
int run_key_import(const NewKeyFlags& flags);

}    // namespace hmacsweep::cli
