#include "orchestrator/load/yaml_reader.hpp"

#include "orchestrator/load/bytes.hpp"
#include "orchestrator/load/texts.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
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

/// What YAML itself defines, after its prefix.
constexpr std::array<std::string_view, 7> plain_tags{"str",  "int", "float", "bool",
                                                     "null", "map", "seq"};

/// Thrown through the parser to end it at a limit; never leaves this file.
struct LimitReached {};

class TreeBuilder : public YAML::EventHandler {
public:
    TreeBuilder(const Lines& lines, Report& report, Dialect dialect)
        : lines_(lines), report_(report), lenient_(dialect == Dialect::ansible) {}

    Node root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        open({.kind = Node::Kind::null, .place = lines_.place(mark, "", true)}, "", anchor);
        close();
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const Place place = lines_.place(mark, "", true);
        if (lenient_) return copy(anchor, place);
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
        if (lenient_) resolve(open_.back());
        close();
    }

private:
    void open(Node node, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0 && !lenient_)
            report_.error(node.place, both(texts::anchor), {.remedy = both(texts::alias_remedy)});
        if (lenient_ && tag.starts_with("!vault"))
            node.encrypted = true;
        else if (!tag.empty() && tag != "?" && tag != "!" && !(lenient_ && is_harmless(tag)))
            report_.error(node.place, both(texts::tag, tag), {.remedy = both(texts::tag_remedy)});
        if (++values_ > values_max) stop(node.place, both(texts::too_many_values, values_max));
        if (open_.size() >= levels_max) stop(node.place, both(texts::too_deep, levels_max));
        open_.push_back(std::move(node));
        anchors_open_.push_back(anchor);
    }
    void close() {
        Node done = std::move(open_.back());
        open_.pop_back();
        const auto anchor = anchors_open_.back();
        anchors_open_.pop_back();
        if (anchor != 0 && lenient_) anchors_[anchor] = done;
        (open_.empty() ? root : open_.back().items.emplace_back()) = std::move(done);
    }
    static bool is_harmless(std::string_view tag) {
        constexpr std::string_view standard = "tag:yaml.org,2002:";
        if (tag == "!unsafe") return true;
        if (!tag.starts_with(standard)) return false;
        tag.remove_prefix(standard.size());
        return std::ranges::find(plain_tags, tag) != plain_tags.end();
    }
    void copy(YAML::anchor_t anchor, Place place) {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {  // of a value that is not at its end
            report_.error(place, both(texts::alias_of_itself),
                          {.remedy = both(texts::alias_remedy)});
            return OnNull({}, 0);
        }
        count(found->second, open_.size() + 1, place);
        open(found->second, "", 0);
        close();
    }
    void count(const Node& node, std::size_t level, Place place) {
        if (++values_ > values_max) stop(place, both(texts::too_many_values, values_max));
        if (level > levels_max) stop(place, both(texts::too_deep, levels_max));
        for (const Node& item : node.items) count(item, level + 1, place);
    }
    /// Merge keys become what they stand for; of duplicate keys the last stays.
    static void resolve(Node& map) {
        std::vector<Node> out;
        std::map<std::string, std::size_t> at;
        const auto put = [&](Node& key, Node& value, bool wins) {
            const auto [found, fresh] = at.emplace(key.text, out.size());
            if (fresh) {
                out.push_back(std::move(key));
                out.push_back(std::move(value));
            } else if (wins) {
                out[found->second + 1] = std::move(value);
            }
        };
        const auto is_merge = [](const Node& key) { return key.plain && key.text == "<<"; };
        for (std::size_t i = 0; i + 1 < map.items.size(); i += 2)
            if (!is_merge(map.items[i])) put(map.items[i], map.items[i + 1], true);
        for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
            if (!is_merge(map.items[i])) continue;
            Node& value = map.items[i + 1];
            const bool one = value.kind == Node::Kind::map;
            for (Node& from : one ? std::span(&value, 1) : std::span(value.items))
                for (std::size_t k = 0; k + 1 < from.items.size(); k += 2)
                    put(from.items[k], from.items[k + 1], false);
        }
        map.items = std::move(out);
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
            else if (key.text == "<<" && key.plain && !lenient_)
                report_.error(key.place, both(texts::merge_key),
                              {.remedy = both(texts::alias_remedy)});
            else if (!seen.insert(key.text).second)
                report_.add(lenient_ ? model::Severity::warning : model::Severity::error, key.place,
                            both(texts::duplicate_key, key.text),
                            {.remedy = both(texts::duplicate_key_remedy)});
        }
    }

    const Lines& lines_;
    Report& report_;
    bool lenient_;
    std::vector<Node> open_;
    std::vector<YAML::anchor_t> anchors_open_;
    std::map<YAML::anchor_t, Node> anchors_;
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

std::optional<Node> read_yaml(std::string_view bytes, int file, Report& report, Dialect dialect) {
    if (!bytes_are_fit(bytes, file, report)) return {};
    const Lines lines(bytes, file);
    TreeBuilder builder(lines, report, dialect);
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
