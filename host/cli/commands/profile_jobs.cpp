#include "host/cli/commands/profile_jobs.hpp"

#include "host/cli/profiles/profiles.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace hmacsweep::cli {
namespace {

using diagnosis::Settings;

constexpr std::size_t most_choices = 5;

/// What may say the key: nothing, since records name it; the key that was given; the only one; or any. A profile may
/// add the key's version to a name.
std::vector<Settings> key_choices(const CommandWords& words, const keys::KeyStore& keys) {
    std::vector<Settings> choices{{}};
    const std::string_view given = diagnosis::value_of(words.job, "--key-id");
    if (!given.empty()) {
        choices.push_back({{"--key-id", std::string(given)}});
        return choices;
    }
    if (keys.size() == 1) {
        choices.push_back({{"--key-id", keys[0].result_name()}});
        return choices;
    }
    for (const keys::Key& key : keys.keys()) {
        const std::size_t version = key.key_id.rfind(":v");
        Settings choice{{"--key-id", key.key_id.substr(0, version)}};
        if (version != std::string::npos && choices.size() < most_choices &&
            std::ranges::find(choices, choice) == choices.end()) {
            choices.push_back(std::move(choice));
        }
    }
    choices.push_back({{"--key-id", "any"}});
    return choices;
}

void add(std::vector<Settings>& jobs, const Settings& settings, const std::vector<Settings>& choices) {
    for (const Settings& key : choices) {
        jobs.push_back(settings);
        diagnosis::append(jobs.back(), key);
    }
}

}    // namespace

std::vector<Settings> jobs_of_profiles(const CommandWords& given, const keys::KeyStore& keys) {
    const std::vector<Settings> choices = key_choices(given, keys);
    std::vector<Settings> jobs;
    add(jobs, given.format, choices);
    for (const BuiltInProfile& profile : built_in_profiles()) {
        if (profile.name != "kms") {
            Settings settings = given.format;
            diagnosis::append(settings, {{"--profile", std::string(profile.name)}});
            add(jobs, settings, choices);
        }
    }
    return jobs;
}

std::vector<Settings> jobs_of_tokens(const Settings& reading, const std::vector<diagnosis::JobField>& fields,
                                     const CommandWords& given, const keys::KeyStore& keys) {
    constexpr std::size_t shortest = 40;
    const std::vector<Settings> choices = key_choices(given, keys);
    std::vector<Settings> jobs;
    for (const diagnosis::JobField& field : fields) {
        const auto is_token = [](std::string_view text) {
            return text.size() >= shortest && text.find_first_of(".:-") != std::string_view::npos &&
                   text.find_first_of(" {\n") == std::string_view::npos;
        };
        if (field.in_columns.empty() || 2 * diagnosis::count_fitting(field, is_token) <= field.texts.size()) {
            continue;
        }
        for (const char* profile : {"jwt", "django-signed", "rails-message-verifier", "express-cookie", "plug"}) {
            Settings settings = reading;
            std::erase_if(settings, [](const diagnosis::Setting& setting) { return setting.name == "--line"; });
            diagnosis::append(settings, {{"--profile", profile}, {"--columns", "mac=" + field.in_columns}});
            add(jobs, settings, choices);
        }
    }
    return jobs;
}

}    // namespace hmacsweep::cli
