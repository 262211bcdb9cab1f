#include "core/plan/placeholders.hpp"

#include "core/plan/compile_texts.hpp"

#include <fmt/format.h>

namespace firedrill::plan {

namespace {

using model::both;

constexpr int depth_max = 8;  // a var may refer to another one

std::string trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == text.npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

/// "hosts.db2.pgdata" -> "hosts", "db2.pgdata"
std::pair<std::string, std::string> split(const std::string& name, char at = '.') {
    const auto dot = name.find(at);
    if (dot == name.npos) return {name, ""};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

template <class Map>
std::vector<std::string> keys(const Map& map) {
    std::vector<std::string> out;
    for (const auto& [key, value] : map) out.push_back(key);
    return out;
}

}  // namespace

std::string Placeholders::resolve(const model::Word& word, const Surroundings& around) {
    std::string out;
    std::string_view rest = word.text;
    for (;;) {
        const auto begin = rest.find("${{");
        out += rest.substr(0, begin);
        if (begin == rest.npos) return out;
        const auto end = rest.find("}}", begin);
        if (end == rest.npos) {
            problems_.error(word.place, both(texts::open_placeholder),
                            both(texts::open_placeholder_remedy));
            return out;
        }
        out += value_of(trimmed(rest.substr(begin + 3, end - begin - 3)), word, around);
        rest.remove_prefix(end + 2);
    }
}

Text Placeholders::resolve(const Text& text, model::Place place, const Surroundings& around) {
    return {resolve(model::Word{text.en, place}, around),
            resolve(model::Word{text.zh, place}, around)};
}

Nanos Placeholders::resolve(const model::Duration& duration, const Surroundings& around,
                            Nanos fallback) {
    if (!duration.given()) return fallback;
    if (duration.pattern.empty()) return duration.value;
    const std::string text = resolve(model::Word{duration.pattern, duration.place}, around);
    if (const auto value = parse_duration(text)) return *value;
    problems_.error(duration.place, both(texts::no_duration, text),
                    both(texts::no_duration_remedy));
    return fallback;
}

std::map<std::string, std::string> Placeholders::resolve(const model::WordMap& words,
                                                         const Surroundings& around) {
    std::map<std::string, std::string> out;
    for (const auto& [key, word] : words) out.emplace(key, resolve(word, around));
    return out;
}

std::string Placeholders::value_of(const std::string& name, const model::Word& word,
                                   const Surroundings& around) {
    const auto [first, rest] = split(name);
    if (name == "workspace") return workspace_.directory;
    if (first == "inputs") return input_value(rest, word, around);
    if (first == "steps") return step_value(rest, word, around);
    if (first == "host" && !around.host.empty()) return host_value(around.host, rest, word, around);
    if (first == "hosts") {
        // A host id may hold dots itself: the longest id that fits wins.
        for (auto dot = rest.rfind('.'); dot != rest.npos && dot > 0;
             dot = rest.rfind('.', dot - 1))
            if (model::find(workspace_.inventory.hosts, rest.substr(0, dot)) != nullptr)
                return host_value(rest.substr(0, dot), rest.substr(dot + 1), word, around);
        return unknown(name, word, model::ids(workspace_.inventory.hosts));
    }
    if (around.bound != nullptr && around.bound->contains(first))
        return host_value(around.bound->at(first), rest, word, around);
    std::vector<std::string> known{"workspace", "inputs.NAME", "hosts.ID.NAME"};
    if (!around.host.empty()) known.emplace_back("host.NAME");
    if (around.bound != nullptr)
        for (const auto& key : keys(*around.bound)) known.push_back(key + ".NAME");
    return unknown(name, word, known);
}

std::string Placeholders::host_value(const std::string& id, const std::string& name,
                                     const model::Word& word, const Surroundings& around) {
    const model::Host* host = model::find(workspace_.inventory.hosts, id);
    if (host == nullptr) return {};
    if (name == "id") return id;
    if (name == "site") return host->site.text;
    const Surroundings there{.host = id, .depth = around.depth + 1};
    if (around.depth >= depth_max) {
        problems_.error(word.place, both(texts::endless_placeholder, name),
                        both(texts::endless_placeholder_remedy));
        return {};
    }
    if (name == "address") return resolve(host->address, there);
    if (const auto found = host->vars.find(name); found != host->vars.end())
        return resolve(found->second, there);
    auto known = keys(host->vars);
    known.insert(known.end(), {"id", "site", "address"});
    return unknown(fmt::format("{}.{}", id, name), word, known);
}

std::string Placeholders::input_value(const std::string& name, const model::Word& word,
                                      const Surroundings& around) {
    if (around.inputs == nullptr) return unknown("inputs." + name, word, {"workspace"});
    if (const auto found = around.inputs->find(name); found != around.inputs->end())
        return found->second;
    return unknown("inputs." + name, word, keys(*around.inputs));
}

std::string Placeholders::step_value(const std::string& name, const model::Word& word,
                                     const Surroundings& around) {
    const auto dot = name.rfind('.');
    const std::string id = name.substr(0, dot);
    if (!around.step) {
        problems_.error(word.place, both(texts::no_run_time_value),
                        both(texts::no_run_time_value_remedy));
        return {};
    }
    const std::string full =
        dot == name.npos || name.substr(dot) != ".output" ? "" : around.step(id);
    if (full.empty()) {
        problems_.error(word.place, both(texts::no_earlier_step, "steps." + name),
                        both(texts::no_earlier_step_remedy));
        return {};
    }
    if (around.needs != nullptr) around.needs->push_back(full);
    return fmt::format("${{{{ steps.{}.output }}}}", full);
}

std::string Placeholders::unknown(const std::string& name, const model::Word& word,
                                  const std::vector<std::string>& known) {
    const auto tail = name.substr(name.rfind('.') + 1);
    problems_.error(word.place, both(texts::unknown_placeholder, name),
                    both(texts::unknown_placeholder_remedy, model::listed(known)),
                    model::did_you_mean(tail, known));
    return {};
}

}  // namespace firedrill::plan
