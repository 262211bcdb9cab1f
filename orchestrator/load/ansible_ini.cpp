// An Ansible inventory in INI form, line by line as ansible-core reads it.
#include "orchestrator/load/ansible_readers.hpp"
#include "orchestrator/load/ansible_texts.hpp"
#include "orchestrator/load/ansible_words.hpp"

#include <algorithm>
#include <map>

namespace firedrill::load::ansible {

namespace {

using model::both;
using model::Place;

constexpr std::size_t complaints_max = 50;

int characters(std::string_view text) {
    return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Nothing but blanks and a comment.
bool ends(std::string_view rest) {
    rest = trimmed(rest);
    return rest.empty() || rest.front() == '#';
}

/// A list, a mapping or None where Python would read one.
Value value_of(std::string_view written, Place place) {
    Value out{.text = literal(written), .place = place};
    written = trimmed(written);
    const auto between = [&](char first, char last) {
        return written.size() > 1 && written.front() == first && written.back() == last;
    };
    if (written == "None")
        out.kind = Value::Kind::nothing;
    else if (between('[', ']') || (between('{', '}') && !is_template(written)))
        out.kind = Value::Kind::structure;
    return out;
}

enum class Section { hosts, children, vars };

class IniReader {
public:
    IniReader(std::string_view text, int file, Tree& tree)
        : text_(text), file_(file), tree_(tree), errors_before_(tree.report().errors()) {}

    void run() {
        while (!text_.empty() && reading_) {
            const auto end = std::min(text_.find('\n'), text_.size());
            ++line_;
            line(text_.substr(0, end));
            text_.remove_prefix(std::min(end + 1, text_.size()));
            if (tree_.report().errors() - errors_before_ > complaints_max) return;
        }
        undeclared();
    }

private:
    struct Pending {
        Place place;
        std::string parent;  ///< empty: only its values are written
    };

    void line(std::string_view raw) {
        const auto line = trimmed(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') return;
        column_ = static_cast<int>(line.data() - raw.data()) + 1;  // blanks are single bytes
        if (line.front() == '[' && header(line)) return;
        if (line.front() == '[' && line.back() == ']')
            return error(whole(line), both(texts::bad_section), both(texts::bad_section_remedy));
        switch (section_) {
            case Section::hosts: return hosts(line);
            case Section::children: return child(line);
            case Section::vars: return variable(line);
        }
    }

    Place whole(std::string_view line) const { return {file_, line_, column_, characters(line)}; }
    void error(Place place, Text what, Text remedy) {
        tree_.report().error(place, std::move(what), {.remedy = std::move(remedy)});
    }

    /// [name], [name:vars], [name:children]; false if it is something else.
    bool header(std::string_view line) {
        const auto close = line.find(']');
        if (close == line.npos || !ends(line.substr(close + 1))) return false;
        const auto inside = line.substr(1, close - 1);
        const auto colon = std::min(inside.find(':'), inside.size());
        const auto name = inside.substr(0, colon);
        const auto kind = inside.substr(std::min(colon + 1, inside.size()));
        if (name.empty() || name.find_first_of(" \t") != name.npos) return false;
        if (colon < inside.size() && (kind.empty() || !std::ranges::all_of(kind, is_word)))
            return false;
        if (!kind.empty() && kind != "hosts" && kind != "children" && kind != "vars") {
            error(whole(line), both(texts::bad_section_kind, kind),
                  both(texts::bad_section_kind_remedy));
            return true;
        }
        section_ = kind == "vars"       ? Section::vars
                   : kind == "children" ? Section::children
                                        : Section::hosts;
        open(std::string(name), whole(line));
        return true;
    }

    void open(const std::string& name, Place place) {
        const bool fresh = !tree_.find_group(name);
        group_ = tree_.group(name, place);
        if (section_ != Section::vars)
            pending_.erase(name);
        else if (fresh)
            pending_.emplace(name, Pending{place, {}});
    }

    void hosts(std::string_view line) {
        const auto tokens = split_words(line, column_, true);
        if (!tokens)
            return error(whole(line), both(texts::quotation_open),
                         both(texts::quotation_open_remedy));
        Values values;
        for (std::size_t n = 1; n < tokens->size(); ++n) {
            const Token& token = (*tokens)[n];
            const Place place{file_, line_, token.column, token.length};
            const auto equals = token.text.find('=');
            if (equals == token.text.npos)
                return error(place, both(texts::no_assignment, token.text.substr(0, 80)),
                             both(texts::no_assignment_remedy));
            const auto name = token.text.substr(0, equals);
            if (tree_.wants(name) || name == "ansible_group_priority")
                values[name] = value_of(std::string_view(token.text).substr(equals + 1), place);
        }
        const Token& first = tokens->front();
        reading_ =
            tree_.hosts(first.text, group_, values, {file_, line_, first.column, first.length});
    }

    void variable(std::string_view line) {
        const auto equals = line.find('=');
        if (equals == line.npos)
            return error(whole(line), both(texts::no_assignment, line.substr(0, 80)),
                         both(texts::no_assignment_remedy));
        tree_.set(group_, std::string(trimmed(line.substr(0, equals))),
                  value_of(line.substr(equals + 1), whole(line)));
    }

    void child(std::string_view line) {
        const auto end = std::min(line.find_first_of(" \t#:]"), line.size());
        const std::string name(line.substr(0, end));
        if (name.empty() || !ends(line.substr(end)))
            return error(whole(line), both(texts::no_group_name, line.substr(0, 80)),
                         both(texts::no_group_name_remedy));
        const Place place{file_, line_, column_, characters(name)};
        if (!tree_.find_group(name))
            pending_.emplace(name, Pending{place, tree_.groups()[group_].name});
        tree_.include(group_, tree_.group(name, place), place);
    }

    void undeclared() {
        for (const auto& [name, pending] : pending_)
            if (pending.parent.empty())
                error(pending.place, both(texts::vars_of_nothing, name),
                      both(texts::vars_of_nothing_remedy, name));
            else
                error(pending.place, both(texts::child_of_nothing, pending.parent, name),
                      both(texts::child_of_nothing_remedy, name));
    }

    std::string_view text_;
    int file_;
    Tree& tree_;
    std::size_t errors_before_;
    int line_ = 0;
    int column_ = 1;
    bool reading_ = true;
    Section section_ = Section::hosts;
    GroupIndex group_ = ungrouped;
    std::map<std::string, Pending> pending_;
};

}  // namespace

void read_ini(std::string_view text, int file, Tree& tree) {
    IniReader(text, file, tree).run();
}

}  // namespace firedrill::load::ansible
