#include "agents/agent/secrets.hpp"

#include "agents/agent/texts.hpp"
#include "agents/resident/secret.hpp"

#include <set>

namespace firedrill::agent {

namespace {

Result<std::string> secret_of(const std::string& name, const std::string& file, Language language) {
    const bool fits = !name.empty() && name.find('=') == std::string::npos &&
                      name.find('\0') == std::string::npos;
    if (!fits) return fail(Errc::refused, say(language, text::secret_name, name));
    DRILL_TRY(secret, resident::read_secret(resident::expand_home(file)));
    if (secret.find('\0') != std::string::npos || secret.size() < secret_bytes_min)
        return fail(Errc::refused, say(language, text::secret_too_short, file, secret_bytes_min));
    return secret;
}

const std::optional<plan::Parameters>* secrets_of(const plan::Action& action) {
    if (const auto* run = std::get_if<plan::Run>(&action)) return &run->secrets;
    if (const auto* script = std::get_if<plan::Script>(&action)) return &script->secrets;
    return nullptr;
}

void collect(const plan::Action& action, std::set<std::string>& files) {
    const auto* secrets = secrets_of(action);
    if (secrets == nullptr || !*secrets) return;
    for (const auto& [name, file] : **secrets) files.insert(file);
}

std::set<std::string> files_of(const plan::Plan& plan, const std::string& host) {
    std::set<std::string> out;
    for (const plan::Step& step : plan.steps) {
        if (step.host != host) continue;
        collect(step.action, out);
        if (step.check) collect(*step.check, out);
        for (const plan::Action& undo : step.undo) collect(undo, out);
    }
    for (const plan::Connection& connection : plan.connections)
        if (!connection.password_file.empty()) out.insert(connection.password_file);
    return out;
}

}  // namespace

Result<void> check_secrets(const std::optional<plan::Parameters>& files, Language language) {
    for (const auto& [name, file] : files.value_or(plan::Parameters{}))
        if (auto secret = secret_of(name, file, language); !secret) return secret.error();
    return {};
}

Result<void> give_secrets(const std::optional<plan::Parameters>& files, Language language,
                          resident::Command& command, Redactor& hidden) {
    for (const auto& [name, file] : files.value_or(plan::Parameters{})) {
        DRILL_TRY(secret, secret_of(name, file, language));
        hidden.add(secret);
        const std::string variable = name + "=";
        std::erase_if(command.environment,
                      [&](const std::string& other) { return other.starts_with(variable); });
        command.environment.push_back(variable + secret);
    }
    return {};
}

Redactor known_secrets(const plan::Plan& plan, const std::string& host) {
    Redactor out;
    for (const std::string& file : files_of(plan, host))
        for (const std::string& secret : resident::secrets_in(resident::expand_home(file)))
            out.add(secret);
    return out;
}

}  // namespace firedrill::agent
