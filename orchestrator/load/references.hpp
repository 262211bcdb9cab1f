// References: a word that must name something, and lists in which no id may stand twice.
#pragma once

#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/yaml_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace firedrill::load {

struct Target {
    const Message& kind;             ///< "host"
    std::string file;                ///< "inventory.yaml"
    std::vector<std::string> known;  ///< ids
};

inline void must_know(const model::Word& word, const Target& target, Report& report) {
    const auto& known = target.known;
    if (word.empty() || std::find(known.begin(), known.end(), word.text) != known.end()) return;
    const auto in = [&](Language language, const Message& message, const std::string& last) {
        return say(language, message, say(language, target.kind), last);
    };
    report.error(word.place,
                 {in(Language::en, lint_texts::unknown_name, word.text),
                  in(Language::zh, lint_texts::unknown_name, word.text)},
                 {.where = {in(Language::en, lint_texts::known_names, model::listed(known)),
                            in(Language::zh, lint_texts::known_names, model::listed(known))},
                  .hint = model::did_you_mean(word.text, known),
                  .remedy = model::both(lint_texts::unknown_name_remedy, target.file)});
}

inline void must_know(const model::Words& words, const Target& target, Report& report) {
    for (const auto& word : words) must_know(word, target, report);
}

template <class T>
void must_be_unique(const std::vector<T>& items, const Message& kind, Report& report) {
    std::map<std::string, model::Place> seen;
    for (const auto& item : items) {
        if (item.id.empty()) continue;
        const auto [first, fresh] = seen.emplace(item.id.text, item.id.place);
        if (fresh) continue;
        const auto& files = report.files();
        const auto index = static_cast<std::size_t>(first->second.file);
        report.error(item.id.place,
                     {say(Language::en, lint_texts::twice, say(Language::en, kind), item.id.text),
                      say(Language::zh, lint_texts::twice, say(Language::zh, kind), item.id.text)},
                     {.remedy = model::both(lint_texts::twice_remedy,
                                            index < files.size() ? files[index] : std::string(),
                                            first->second.line)});
    }
}

}  // namespace firedrill::load
