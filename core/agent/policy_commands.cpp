// Programs and scripts: argv against the grants, one after the other.
#include "core/agent/policy_parts.hpp"
#include "core/agent/policy_texts.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::agent::policy_parts {

namespace {

/// Nothing: it holds a value that is not known yet.
using Word = std::optional<std::string>;

Result<std::vector<Word>> words_of(const std::vector<std::string>& argv, const Values* values,
                                   Language language) {
    std::vector<Word> out;
    for (const std::string& word : argv) {
        if (values == nullptr && has_placeholder(word)) {
            out.emplace_back();
            continue;
        }
        static const Values none;
        DRILL_TRY(filled, fill_in(word, values == nullptr ? none : *values, language));
        out.emplace_back(filled);
    }
    return out;
}

bool passes(const ValueRule& rule, const Word& word) {
    return !word || accepts(rule, *word);
}

bool is_program(const CommandGrant& grant, const Word& program) {
    return program && !grant.argv.empty() && std::holds_alternative<OneOf>(grant.argv.front()) &&
           accepts(grant.argv.front(), *program);
}

Result<void> arguments_fit(const Policy& policy, const CommandGrant& grant,
                           const std::vector<Word>& words, Language language) {
    const std::size_t fixed = grant.argv.size();
    const std::size_t most = fixed + (grant.more ? grant.more_max : 0);
    if (words.size() < fixed || words.size() > most)
        return refuse(
            say(language, text::argument_count, policy.file, *words.front(), words.size() - 1),
            language);
    for (std::size_t i = 1; i < words.size(); ++i) {
        const ValueRule& rule = i < fixed ? grant.argv[i] : *grant.more;
        if (!passes(rule, words[i]))
            return refuse(say(language, text::argument, policy.file, *words.front(), i, *words[i],
                              in_words(rule, language)),
                          language);
    }
    return {};
}

Result<void> surroundings_fit(const Policy& policy, const CommandGrant& grant, const plan::Run& run,
                              Language language) {
    for (const auto& [name, value] : run.environment) {
        const auto rule = grant.environment.find(name);
        if (rule == grant.environment.end() || !accepts(rule->second, value))
            return refuse(say(language, text::environment_variable, policy.file, run.argv.front(),
                              name + "=" + value),
                          language);
    }
    for (const auto& [name, file] : run.secrets.value_or(plan::Parameters{})) {
        const auto rule = grant.secrets.find(name);
        if (rule == grant.secrets.end() || !accepts(rule->second, file))
            return refuse(
                say(language, text::secret_variable, policy.file, run.argv.front(), name, file),
                language);
    }
    if (std::ranges::find(grant.directories, run.directory) == grant.directories.end())
        return refuse(
            say(language, text::start_directory, policy.file, run.argv.front(), run.directory),
            language);
    return {};
}

bool names_command(std::string_view word, std::string_view command) {
    if (word == command) return true;
    return !command.starts_with('/') && word.ends_with(command) &&
           word[word.size() - command.size() - 1] == '/';
}

std::vector<std::string> known(const std::vector<Word>& words) {
    std::vector<std::string> out;
    for (const Word& word : words)
        if (word) out.push_back(*word);
    return out;
}

}  // namespace

Result<void> not_never(const Policy& policy, const std::vector<std::string>& words,
                       std::string_view directory, Language language) {
    for (const std::string& word : words) {
        for (const std::string& command : policy.never.commands)
            if (names_command(word, command))
                return refuse(say(language, text::never_command, policy.file, command, word),
                              language);
        for (const std::string& path : policy.never.paths)
            if (mentions(word, directory, path))
                return refuse(say(language, text::never_path, policy.file, path, word), language);
    }
    return {};
}

Result<const CommandGrant*> permits_command(const Policy& policy, const plan::Run& run,
                                            const Values* values, Language language) {
    DRILL_TRY(words, words_of(run.argv, values, language));
    if (words.empty() || !words.front() || !is_plain_path(*words.front()))
        return refuse(say(language, text::relative_program, policy.file,
                          run.argv.empty() ? std::string("``") : run.argv.front()),
                      language);
    DRILL_CHECK(not_never(policy, known(words), run.directory, language));
    std::vector<std::string> variables;
    for (const auto& [name, value] : run.environment) variables.push_back(value);
    for (const auto& [name, file] : run.secrets.value_or(plan::Parameters{}))
        variables.push_back(file);
    DRILL_CHECK(not_never(policy, variables, run.directory, language));
    Error nearest = refuse(say(language, text::no_command, policy.file, *words.front()), language);
    for (const CommandGrant& grant : policy.commands) {
        if (!is_program(grant, words.front())) continue;
        auto fits = arguments_fit(policy, grant, words, language);
        if (fits) fits = surroundings_fit(policy, grant, run, language);
        if (fits) return &grant;
        nearest = fits.error();
    }
    return nearest;
}

Result<void> permits_script(const Policy& policy, const plan::Script& script, Language language) {
    const std::string digest = sha256_hex(script.text);
    DRILL_CHECK(not_never(policy, script.interpreter, "/", language));
    const bool granted =
        script.environment.empty() && !script.secrets && !script.interpreter.empty() &&
        is_plain_path(script.interpreter.front()) &&
        std::ranges::any_of(policy.scripts, [&](const ScriptGrant& grant) {
            return grant.sha256 == digest && grant.interpreter == script.interpreter;
        });
    if (granted) return {};
    return refuse(say(language, text::script, policy.file, digest,
                      fmt::format("{}", fmt::join(script.interpreter, " "))),
                  language);
}

}  // namespace firedrill::agent::policy_parts
