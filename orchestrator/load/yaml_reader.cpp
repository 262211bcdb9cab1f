#include "orchestrator/load/yaml_reader.hpp"

#include "orchestrator/load/bytes.hpp"
#include "orchestrator/load/texts.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <streambuf>

namespace firedrill::load {

namespace {

using model::both;
using model::Place;

/// The parser reads from a stream; this one copies nothing.
class ViewBuffer : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text) {
        char* begin = const_cast<char*>(text.data());  // NOLINT: the stream only reads
        setg(begin, begin, begin + text.size());
    }
};

/// Turns the parser's marks (bytes from 0) into places (characters from 1).
class Lines {
public:
    Lines(std::string_view text, int file) : text_(text), file_(file) {
        starts_.push_back(0);
        for (std::size_t i = 0; i < text.size(); ++i)
            if (text[i] == '\n') starts_.push_back(i + 1);
    }
    Place place(const YAML::Mark& mark, std::string_view value, bool plain) const {
        if (mark.line < 0 || static_cast<std::size_t>(mark.line) >= starts_.size())
            return {file_, static_cast<int>(starts_.size()), 1, 0};
        const auto rest = text_.substr(starts_[static_cast<std::size_t>(mark.line)]);
        const auto line = rest.substr(0, rest.find('\n'));
        const auto from = std::min(static_cast<std::size_t>(std::max(mark.column, 0)), line.size());
        return {file_, mark.line + 1, characters(line.substr(0, from)) + 1,
                characters(span(line.substr(from), value, plain))};
    }

private:
    static int characters(std::string_view text) {
        return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }));
    }
    /// What to underline: the word as written, quotes included.
    static std::string_view span(std::string_view rest, std::string_view value, bool plain) {
        if (plain) return rest.substr(0, rest.starts_with(value) ? value.size() : 1);
        if (rest.empty() || (rest[0] != '"' && rest[0] != '\'')) return rest.substr(0, 1);
        const auto end = rest.find(rest[0], 1);
        return rest.substr(0, end == rest.npos ? rest.size() : end + 1);
    }
    std::string_view text_;
    int file_;
    std::vector<std::size_t> starts_;
};

/// Thrown through the parser to end it at a limit; never leaves this file.
struct LimitReached {};

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const Lines& lines, Report& report) : lines_(lines), report_(report) {}

    Node root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        open({.kind = Node::Kind::null, .place = lines_.place(mark, "", true)}, "", anchor);
        close();
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        const Place place = lines_.place(mark, "", true);
        report_.error(place, both(texts::alias), {.remedy = both(texts::alias_remedy)});
        open({.kind = Node::Kind::null, .place = place}, "", 0);
        close();
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        const bool plain = tag == "?";
        open({.kind = Node::Kind::scalar,
              .plain = plain,
              .text = value,
              .place = lines_.place(mark, value, plain)},
             tag, anchor);
        close();
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open({.kind = Node::Kind::list, .place = lines_.place(mark, "", true)}, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open({.kind = Node::Kind::map, .place = lines_.place(mark, "", true)}, tag, anchor);
    }
    void OnMapEnd() override {
        check_keys(open_.back());
        close();
    }

private:
    void open(Node node, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0)
            report_.error(node.place, both(texts::anchor), {.remedy = both(texts::alias_remedy)});
        if (!tag.empty() && tag != "?" && tag != "!")
            report_.error(node.place, both(texts::tag, tag), {.remedy = both(texts::tag_remedy)});
        if (++values_ > values_max) stop(node.place, both(texts::too_many_values, values_max));
        if (open_.size() >= levels_max) stop(node.place, both(texts::too_deep, levels_max));
        open_.push_back(std::move(node));
    }
    void close() {
        Node done = std::move(open_.back());
        open_.pop_back();
        (open_.empty() ? root : open_.back().items.emplace_back()) = std::move(done);
    }
    [[noreturn]] void stop(Place place, const Text& what) {
        report_.error(place, what, {.remedy = both(texts::limit_remedy)});
        throw LimitReached{};
    }
    void check_keys(const Node& map) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
            const Node& key = map.items[i];
            if (key.kind != Node::Kind::scalar)
                report_.error(key.place, both(texts::key_is_no_text),
                              {.remedy = both(texts::key_is_no_text_remedy)});
            else if (key.text == "<<" && key.plain)
                report_.error(key.place, both(texts::merge_key),
                              {.remedy = both(texts::alias_remedy)});
            else if (!seen.insert(key.text).second)
                report_.error(key.place, both(texts::duplicate_key, key.text),
                              {.remedy = both(texts::duplicate_key_remedy)});
        }
    }

    const Lines& lines_;
    Report& report_;
    std::vector<Node> open_;
    std::size_t values_ = 0;
};

/// The first line that starts with a tab, if the parser stopped at it or later.
std::optional<int> tab_before(std::string_view bytes, int last_line) {
    int line = 0;
    while (!bytes.empty() && line <= last_line) {
        const auto end = std::min(bytes.find('\n'), bytes.size());
        const auto text = bytes.substr(0, end);
        const auto blank = text.substr(0, text.find_first_not_of(" \t"));
        if (blank.find('\t') != blank.npos) return line;
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        ++line;
    }
    return {};
}

void syntax_error(std::string_view bytes, int file, const YAML::Exception& error,
                  const Lines& lines, Report& report) {
    if (const auto tab = tab_before(bytes, error.mark.line))
        return report.error({file, *tab + 1, 1, 1}, both(texts::tab),
                            {.remedy = both(texts::tab_remedy)});
    report.error(lines.place(error.mark, "", true), both(texts::not_yaml, error.msg),
                 {.remedy = both(texts::not_yaml_remedy)});
}

}  // namespace

const Node* Node::at(std::string_view key) const {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (items[i].text == key) return &items[i + 1];
    return nullptr;
}

std::optional<Node> read_yaml(std::string_view bytes, int file, Report& report) {
    if (!bytes_are_fit(bytes, file, report)) return {};
    const Lines lines(bytes, file);
    TreeBuilder builder(lines, report);
    const std::size_t errors_before = report.errors();
    try {
        ViewBuffer buffer(bytes);
        std::istream stream(&buffer);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return Node{.place = {file, 1, 1, 0}};
        Node first = std::move(builder.root);
        if (parser.HandleNextDocument(builder))
            report.error(builder.root.place, both(texts::second_document),
                         {.remedy = both(texts::second_document_remedy)});
        builder.root = std::move(first);
    } catch (const LimitReached&) {
        return {};
    } catch (const YAML::Exception& error) {
        syntax_error(bytes, file, error, lines, report);
        return {};
    } catch (const std::exception& error) {
        report.error({file, 1, 1, 0}, both(texts::not_yaml, error.what()),
                     {.remedy = both(texts::not_yaml_remedy)});
        return {};
    }
    if (report.errors() != errors_before) return {};
    return std::move(builder.root);
}

}  // namespace firedrill::load
