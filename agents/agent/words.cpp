#include "agents/agent/words.hpp"

#include "agents/agent/texts.hpp"
#include "agents/resident/account.hpp"

#include <sys/stat.h>
#include <unistd.h>
#include <sstream>

namespace firedrill::agent {

namespace {

bool is_executable_file(const std::string& path) {
    struct stat found{};
    return ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) &&
           ::access(path.c_str(), X_OK) == 0;
}

/// Whatever became of the file that it was started from; it is looked up in no directory.
constexpr const char* own_program = "/proc/self/exe";
constexpr std::string_view own_name = "firedrill-agent";

bool is_own(const std::string& path) {
    struct stat own{}, other{};
    return ::stat(own_program, &own) == 0 && ::stat(path.c_str(), &other) == 0 &&
           own.st_dev == other.st_dev && own.st_ino == other.st_ino;
}

std::string path_with(const std::map<std::string, std::string>& added) {
    const auto own = added.find("PATH");
    if (own == added.end()) return std::string(standard_path);
    return own->second + ":" + std::string(standard_path);
}

Result<resident::Command> complete(resident::Command command,
                                   const std::map<std::string, std::string>& added,
                                   Language language) {
    if (command.argv.empty() || command.argv.front().empty())
        return fail(Errc::refused, say(language, text::no_words));
    const bool by_name = command.argv.front() == own_name;
    DRILL_TRY(program, by_name ? Result<std::string>(own_program)
                               : find_program(command.argv.front(), path_with(added), language));
    command.program = program;
    command.own = is_own(program);
    auto environment = added;
    if (command.own && language == Language::zh) environment.try_emplace("LANG", "zh_CN.UTF-8");
    command.environment = clean_environment(environment);
    return command;
}

}  // namespace

std::vector<std::string> clean_environment(const std::map<std::string, std::string>& added) {
    std::map<std::string, std::string> all = added;
    all["PATH"] = path_with(added);
    all.try_emplace("LANG", "C.UTF-8");
    static const std::string home = resident::own_account().home;
    all.try_emplace("HOME", home);
    std::vector<std::string> out;
    for (const auto& [name, value] : all) {
        std::string text = name;
        text += "=";
        text += value;
        out.push_back(std::move(text));
    }
    return out;
}

Result<std::string> find_program(const std::string& name, const std::string& path,
                                 Language language) {
    if (name.find('/') != std::string::npos) {
        if (is_executable_file(name)) return name;
        return fail(Errc::not_found, say(language, text::not_executable, name));
    }
    std::istringstream directories(path);
    std::string listed;
    for (std::string directory; std::getline(directories, directory, ':');) {
        if (directory.empty() || directory.front() != '/') continue;  // no surprises from "."
        std::string candidate = directory + "/" + name;
        if (is_executable_file(candidate)) return candidate;
        listed += (listed.empty() ? "" : ", ") + directory;
    }
    return fail(Errc::not_found, say(language, text::not_in_path, name, listed));
}

Result<resident::Command> command_of(const plan::Run& run, const Values& values,
                                     Language language) {
    resident::Command command;
    for (const std::string& word : run.argv) {
        DRILL_TRY(filled, fill_in(word, values, language));
        command.argv.push_back(filled);
    }
    command.directory = run.directory;
    return complete(std::move(command), run.environment, language);
}

Result<resident::Command> command_of(const plan::Script& script, Language language) {
    resident::Command command;
    command.argv = script.interpreter;
    command.input = script.text;
    return complete(std::move(command), script.environment, language);
}

Result<resident::Command> command_of(std::string_view words, Language language) {
    resident::Command command;
    std::istringstream in{std::string(words)};
    for (std::string word; in >> word;) command.argv.push_back(word);
    return complete(std::move(command), {}, language);
}

}  // namespace firedrill::agent
