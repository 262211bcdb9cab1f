#include "agents/agent/revert_command.hpp"

#include "agents/agent/revert_offline.hpp"
#include "agents/agent/revert_options.hpp"
#include "agents/agent/revert_texts.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/resident/exit_code.hpp"
#include "core/base/json.hpp"
#include "core/model/printable.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>

namespace firedrill::agent {

namespace {

/// Beside those of resident::exit_code.
enum Exit { nothing_left = 0, cannot_run = 3, outstanding = 4, agent_runs = 6 };

int complain(const Error& error) {
    std::fprintf(stderr, "firedrill-agent revert: %s\n", describe(error).c_str());
    return error.code == Errc::busy ? agent_runs : resident::exit_code(error.code);
}

std::string shown(const std::string& text) {
    return model::printable(text);
}

std::string head_of(const LeftItem& item) {
    return "  " + shown(item.drill + "/" + item.step) + "  " + item.kind +
           (item.host.empty() ? "" : "  " + shown(item.host)) +
           (item.why.empty() ? "" : "  " + shown(item.why)) + "\n";
}

/// What a person types, one command a line.
std::string way_back(const LeftItem& item, Language language) {
    std::string out;
    if (item.by_hand.empty()) out += "      " + say(language, text::no_command) + "\n";
    if (item.by_hand.empty() && !item.ran_as.empty())
        out += "      " + say(language, text::ran_as, shown(item.ran_as)) + "\n";
    for (const std::string& command : item.by_hand)
        out += "      " + say(language, text::type_this, command) + "\n";
    return out;
}

std::string hosts_of(const std::vector<LeftItem>& items) {
    std::vector<std::string> names;
    for (const LeftItem& item : items)
        if (std::find(names.begin(), names.end(), item.host) == names.end())
            names.push_back(item.host);
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : ", ") + shown(name);
    return out;
}

std::string mended_text(const std::vector<Mending>& mended, Language language) {
    if (mended.empty()) return {};
    std::string out = say(language, text::were_reverted) + "\n";
    for (const Mending& item : mended)
        out += "  " + shown(item.drill + "/" + item.step) + "  " + item.kind + "  " +
               shown(item.why) + "\n";
    return out;
}

std::string left_text(const Ledger& left, const std::string& directory, Language language) {
    if (left.empty()) return say(language, text::nothing_left, shown(directory)) + "\n";
    std::string out;
    if (!left.faults.empty())
        out += say(language, text::left_to_people, hosts_of(left.faults)) + "\n";
    for (const LeftItem& item : left.faults) out += head_of(item) + way_back(item, language);
    if (!left.fences.empty()) out += say(language, text::fences_hold) + "\n";
    for (const LeftItem& item : left.fences) out += head_of(item) + way_back(item, language);
    return out;
}

/// Reverting is asked for on the terminal; questions never go where the output may go.
bool agreed(std::size_t faults, Language language) {
    if (::isatty(STDIN_FILENO) == 0) {
        std::fprintf(stderr, "%s\n", say(language, text::not_reverted).c_str());
        return false;
    }
    std::fputs(say(language, text::ask_revert, faults).c_str(), stderr);
    std::array<char, 16> answer{};
    const char* got = std::fgets(answer.data(), static_cast<int>(answer.size()), stdin);
    if (got != nullptr && (answer[0] == 'y' || answer[0] == 'Y')) return true;
    std::fprintf(stderr, "%s\n", say(language, text::not_reverted).c_str());
    return false;
}

/// Lists what can revert, and asks unless that was answered before.
bool may_revert(const Ledger& left, const RevertOptions& options, Language language) {
    std::string list;
    std::size_t faults = 0;
    for (const LeftItem& item : left.faults) {
        if (!item.by_itself) continue;
        list += head_of(item);
        ++faults;
    }
    if (options.yes || faults == 0) return true;
    std::fputs((say(language, text::will_revert) + "\n" + list).c_str(), stderr);
    return agreed(faults, language);
}

void print(const OfflineRevert& revert, const RevertOptions& options, Language language, int code) {
    const Ledger left = revert.left();
    if (options.json) {
        const json::object out{{"state", options.state},
                               {"reverted", to_json(revert.mended())},
                               {"outstanding", to_json(left.faults)},
                               {"fences", to_json(left.fences)},
                               {"receipts_written", !revert.not_written()},
                               {"exit_code", code}};
        std::printf("%s\n", canonical(out).c_str());
        return;
    }
    std::fputs(mended_text(revert.mended(), language).c_str(), stdout);
    std::fputs(left_text(left, options.state, language).c_str(), stdout);
    std::printf("%s\n", say(language, text::exit_code, code).c_str());
}

}  // namespace

int revert_main(const std::vector<std::string>& words) {
    const auto options = parse_revert(words);
    if (!options) return complain(options.error());
    const Language terminal = options->language.value_or(language_of_terminal());
    if (options->help) {
        std::fputs(say(terminal, text::revert_help).c_str(), stdout);
        return nothing_left;
    }
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);  // a closed terminal must not leave half of it undone
    auto revert = OfflineRevert::open(options->state, terminal);
    if (!revert) return complain(revert.error());
    const Language language = options->language.value_or(revert->language());
    if (may_revert(revert->left(), *options, language)) revert->revert_all();
    const int code = revert->left().empty() ? nothing_left : outstanding;
    print(*revert, *options, language, code);
    if (!revert->not_written()) return code;
    std::fprintf(stderr, "%s\n", say(language, text::not_written, *revert->not_written()).c_str());
    return code == nothing_left ? cannot_run : code;
}

}  // namespace firedrill::agent
