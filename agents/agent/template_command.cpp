#include "agents/agent/replaced_file.hpp"
#include "agents/agent/traffic_command.hpp"
#include "agents/agent/traffic_texts.hpp"
#include "agents/agent/typed_template.hpp"
#include "core/base/hash.hpp"

#include <iterator>
#include <sstream>

namespace firedrill::agent {

namespace {

using Answer = Result<std::string>;

/// template VERB FILE TEMPLATE VALUES RELOAD
struct Asked {
    std::string verb;
    ReplacedFile file;
    std::string content;              ///< what the template gives
    std::vector<std::string> reload;  ///< words of a program; empty: none
    Language language;
};

std::vector<std::string> words_in(const std::string& text) {
    std::istringstream in(text == "-" ? "" : text);
    return {std::istream_iterator<std::string>(in), {}};
}

Result<Asked> read(const std::vector<std::string>& words, Language language) {
    if (words.size() != 5) return fail(Errc::usage, say(language, traffic_text::template_usage));
    DRILL_TRY(file, ReplacedFile::open(words[1], language));
    Asked out{.verb = words[0],
              .file = std::move(file),
              .content = {},
              .reload = words_in(words[4]),
              .language = language};
    if (words[0] == "put-back") return out;  // needs no template any more
    auto text = resident::read_file(words[2], replaced_bytes_max);
    if (!text)
        return fail(Errc::refused,
                    say(language, traffic_text::no_file, words[2], text.error().what));
    DRILL_TRY(values, read_template_values(words[3] == "-" ? "" : words[3], language));
    DRILL_TRY(content, fill_template(*text, values, language));
    out.content = content;
    return out;
}

Result<void> reload(const Asked& asked) {
    if (asked.reload.empty()) return {};
    auto done = run_here(asked.reload, {});
    if (done) return {};
    return fail(Errc::io, say(asked.language, traffic_text::not_reloaded, describe(done.error())));
}

Answer put_back(Asked& asked) {
    DRILL_TRY(was_kept, asked.file.put_back());
    if (!was_kept) return std::string("none");
    DRILL_CHECK(reload(asked));
    DRILL_CHECK(asked.file.forget());
    return std::string("original");
}

/// A program that does not take the new content gets the old one again at once.
Answer put(Asked& asked) {
    DRILL_CHECK(asked.file.replace(asked.content));
    const auto taken = reload(asked);
    if (taken) return sha256_hex(asked.content);
    const auto back = put_back(asked);
    if (back) return taken.error();
    return fail(Errc::io, taken.error().what + "; " + back.error().what);
}

/// "template", "original", or "other": whose content it has now.
Answer state(const Asked& asked) {
    DRILL_TRY(now, asked.file.content());
    DRILL_TRY(replaced, asked.file.is_replaced());
    if (now == asked.content) return std::string("template");
    return std::string(replaced ? "other" : "original");
}

Answer answer(const std::vector<std::string>& words, Language language) {
    DRILL_TRY(asked, read(words, language));
    if (asked.verb == "put") return put(asked);
    if (asked.verb == "put-back") return put_back(asked);
    if (asked.verb == "state") return state(asked);
    if (asked.verb == "show") return asked.content;
    return fail(Errc::usage, say(language, traffic_text::template_usage));
}

}  // namespace

int template_main(const std::vector<std::string>& words) {
    return finish("template", answer(words, language_of_terminal()));
}

}  // namespace firedrill::agent
