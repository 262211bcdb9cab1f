#include "agents/agent/revert_options.hpp"

#include "agents/agent/revert_texts.hpp"

namespace firedrill::agent {

namespace {

template <class... Args>
Error usage(const Message& what, const Args&... args) {
    return fail(Errc::usage, say(Language::en, what, args...), say(Language::en, text::see_help));
}

Result<void> set(RevertOptions& options, const std::string& name, const std::string& value) {
    if (name != "--state" && name != "--lang") return usage(text::unknown_option, name);
    if (value.empty()) return usage(text::needs_value, name);
    if (name == "--state")
        options.state = value;
    else if (value == "en" || value == "zh")
        options.language = value == "zh" ? Language::zh : Language::en;
    else
        return usage(text::unknown_language, value);
    return {};
}

}  // namespace

Result<RevertOptions> parse_revert(const std::vector<std::string>& words) {
    RevertOptions options;
    bool all = false, offline = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--all")
            all = true;
        else if (word == "--offline")
            offline = true;
        else if (word == "--yes")
            options.yes = true;
        else if (word == "--json")
            options.json = true;
        else if (word == "--help" || word == "-h")
            options.help = true;
        else {
            DRILL_CHECK(set(options, word, i + 1 < words.size() ? words[i + 1] : ""));
            ++i;
        }
    }
    if (!options.help && (!all || !offline)) return usage(text::revert_says_both);
    return options;
}

}  // namespace firedrill::agent
