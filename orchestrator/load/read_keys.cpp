// The public keys of people: one line in a file each, written by `firedrill key new`.
#include "core/base/signature.hpp"
#include "core/model/complaint.hpp"
#include "orchestrator/load/files.hpp"
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"

#include <map>

namespace firedrill::load {

namespace {

namespace fs = std::filesystem;
using model::both;

constexpr std::size_t key_bytes_max = 4096;

std::string first_word(const std::string& text) {
    constexpr const char* blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_first_of(blanks, first) - first);
}

void read_key(model::Person& person, const fs::path& root, Report& report) {
    const auto text = read_file((root / person.key.text).string(), key_bytes_max);
    if (!text)
        return report.error(person.key.place,
                            both(lint_texts::key_unreadable, person.key.text, text.error().what),
                            {.remedy = both(lint_texts::key_unreadable_remedy, person.id.text)});
    const std::string key = first_word(*text);
    if (!is_public_key(key))
        return report.error(person.key.place, both(lint_texts::no_public_key, person.key.text),
                            {.remedy = both(lint_texts::no_public_key_remedy)});
    person.public_key = key;
}

}  // namespace

void read_keys(model::People& people, const fs::path& root, Report& report) {
    std::map<std::string, std::string> holders;
    for (model::Person& person : people.people) {
        if (person.key.empty()) continue;
        read_key(person, root, report);
        if (person.public_key.empty()) continue;
        const auto [first, fresh] = holders.emplace(person.public_key, person.id.text);
        if (!fresh)
            report.error(person.key.place, both(lint_texts::key_twice, first->second),
                         {.remedy = both(lint_texts::key_twice_remedy)});
    }
}

}  // namespace firedrill::load
