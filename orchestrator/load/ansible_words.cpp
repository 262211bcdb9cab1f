#include "orchestrator/load/ansible_words.hpp"

namespace firedrill::load::ansible {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_blank(char c) {
    return blanks.find(c) != blanks.npos;
}

bool begins_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

/// One pass over a line; `column_` counts characters.
class Splitter {
public:
    Splitter(std::string_view line, int column, bool comments)
        : line_(line), column_(column), comments_(comments) {}

    std::optional<std::vector<Token>> run() {
        while (at_ < line_.size()) {
            if (is_blank(line_[at_]))
                step();
            else if (comments_ && line_[at_] == '#')
                break;
            else if (!word())
                return {};
        }
        return std::move(out_);
    }

private:
    void step() {
        if (begins_character(line_[at_])) ++column_;
        ++at_;
    }
    void take(Token& token) {
        token.text += line_[at_];
        step();
    }

    bool word() {
        Token token{.column = column_};
        while (at_ < line_.size() && !is_blank(line_[at_])) {
            const char c = line_[at_];
            if (comments_ && c == '#') {
                at_ = line_.size();
            } else if (c == '\'' || c == '"') {
                if (!quoted(token, c)) return false;
            } else if (c == '\\') {
                step();
                if (at_ == line_.size()) return false;
                take(token);
            } else {
                take(token);
            }
        }
        token.length = column_ - token.column;
        out_.push_back(std::move(token));
        return true;
    }

    bool quoted(Token& token, char quote) {
        step();
        while (at_ < line_.size() && line_[at_] != quote) {
            const bool escape = quote == '"' && line_[at_] == '\\' && at_ + 1 < line_.size();
            if (escape && (line_[at_ + 1] == '"' || line_[at_ + 1] == '\\')) step();
            take(token);
        }
        if (at_ == line_.size()) return false;
        step();
        return true;
    }

    std::string_view line_;
    int column_;
    bool comments_;
    std::size_t at_ = 0;
    std::vector<Token> out_;
};

/// True if only blanks and a comment follow.
bool ends(std::string_view rest) {
    rest = trimmed(rest);
    return rest.empty() || rest.front() == '#';
}

}  // namespace

std::optional<std::vector<Token>> split_words(std::string_view line, int first_column,
                                              bool comments) {
    return Splitter(line, first_column, comments).run();
}

std::string literal(std::string_view value) {
    value = trimmed(value);
    if (value.empty()) return {};
    const char first = value.front();
    if (first == '\'' || first == '"') {
        std::string out;
        std::size_t at = 1;
        for (; at < value.size() && value[at] != first; ++at) {
            if (value[at] == '\\' && at + 1 < value.size() &&
                std::string_view("\\'\"").find(value[at + 1]) != std::string_view::npos)
                ++at;
            out += value[at];
        }
        return at < value.size() && ends(value.substr(at + 1)) ? out : std::string(value);
    }
    const auto digits = std::min(value.find_first_not_of("0123456789"), value.size());
    if (digits > 0 && ends(value.substr(digits))) return std::string(value.substr(0, digits));
    return std::string(value);
}

std::string_view trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(blanks);
    if (from == text.npos) return {};
    return text.substr(from, text.find_last_not_of(blanks) - from + 1);
}

bool is_template(std::string_view text) {
    return text.find("{{") != text.npos || text.find("{%") != text.npos;
}

}  // namespace firedrill::load::ansible
