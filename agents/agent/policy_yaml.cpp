#include "agents/agent/policy_yaml.hpp"

#include "agents/agent/policy_file_texts.hpp"
#include "core/model/complaint.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace firedrill::agent::yaml {

namespace {

using model::both;

/// Thrown through the parser to end it at a limit; never leaves this file.
struct LimitReached {};

class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(Complaints& complaints) : complaints_(complaints) {}

    Node root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        open({.kind = Node::Kind::null, .line = mark.line + 1}, "", anchor);
        close();
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        complain(mark.line + 1, both(policy_text::alias));
        OnNull(mark, 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        open({.kind = Node::Kind::scalar, .text = value, .line = mark.line + 1}, tag, anchor);
        close();
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open({.kind = Node::Kind::list, .line = mark.line + 1}, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open({.kind = Node::Kind::map, .line = mark.line + 1}, tag, anchor);
    }
    void OnMapEnd() override {
        check_keys(open_.back());
        close();
    }

private:
    void complain(int line, Text what) { complaints_.push_back({line, std::move(what)}); }
    void open(Node node, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != 0) complain(node.line, both(policy_text::alias));
        if (!tag.empty() && tag != "?" && tag != "!") complain(node.line, both(policy_text::tag));
        if (++values_ > values_max || open_.size() >= levels_max) {
            complain(node.line, both(policy_text::too_much, values_max, levels_max));
            throw LimitReached{};
        }
        open_.push_back(std::move(node));
    }
    void close() {
        Node done = std::move(open_.back());
        open_.pop_back();
        (open_.empty() ? root : open_.back().items.emplace_back()) = std::move(done);
    }
    void check_keys(const Node& map) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i + 1 < map.items.size(); i += 2) {
            const Node& key = map.items[i];
            if (key.kind != Node::Kind::scalar || key.text == "<<")
                complain(key.line, both(policy_text::bad_key));
            else if (!seen.insert(key.text).second)
                complain(key.line, both(policy_text::twice, key.text));
        }
    }

    Complaints& complaints_;
    std::vector<Node> open_;
    int values_ = 0;
};

void add_lines(const Node& node, const std::string& place, std::vector<std::string>& out) {
    if (node.kind == Node::Kind::map) {
        for (std::size_t i = 0; i + 1 < node.items.size(); i += 2)
            add_lines(node.items[i + 1], (place.empty() ? "" : place + ".") + node.items[i].text,
                      out);
    } else if (node.kind == Node::Kind::list) {
        int number = 0;
        for (const Node& item : node.items)
            add_lines(item, place + "[" + std::to_string(++number) + "]", out);
    } else {
        out.push_back(place + ": " + node.text);
    }
}

}  // namespace

const Node* Node::find(std::string_view key) const {
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (items[i].text == key) return &items[i + 1];
    return nullptr;
}

Node parse(std::string_view text, Complaints& complaints) {
    TreeBuilder builder(complaints);
    if (text.size() > bytes_max) {
        complaints.push_back({1, both(policy_text::too_long, bytes_max)});
        return {};
    }
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            complaints.push_back({1, both(policy_text::empty)});
        if (parser && complaints.empty()) {
            TreeBuilder second(complaints);
            if (parser.HandleNextDocument(second))
                complaints.push_back({second.root.line, both(policy_text::second_document)});
        }
    } catch (const LimitReached&) {
    } catch (const YAML::Exception& error) {
        complaints.push_back({error.mark.line + 1, both(policy_text::not_yaml, error.msg)});
    }
    return std::move(builder.root);
}

std::vector<std::string> lines_of(const Node& root) {
    std::vector<std::string> out;
    add_lines(root, "", out);
    return out;
}

}  // namespace firedrill::agent::yaml
