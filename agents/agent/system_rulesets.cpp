// The kernel's packet filter, as facts.
#include "agents/agent/system_lines.hpp"
#include "agents/agent/system_reading.hpp"
#include "core/base/hash.hpp"

#include <algorithm>

namespace firedrill::agent::reading {

namespace {

using namespace lines;

constexpr std::string_view own_prefix = "firedrill";

/// What a report can show: a long text is cut, and its digest stands for the rest.
std::string shortened(const std::string& text) {
    constexpr std::size_t bytes_max = 2'000;
    if (text.size() <= bytes_max) return text;
    return fmt::format("{} … ({} bytes, xxh3:{})", to_utf8(text.substr(0, bytes_max)), text.size(),
                       xxh3_128_hex(text));
}

/// A chain, a set, a map or an object of a table, while its lines are read.
struct Block {
    std::string name;
    Words lines;
    bool moves = false;  ///< packets or time change its elements
};

void close(Facts& facts, const std::string& table, Block& block) {
    if (block.moves)
        std::erase_if(block.lines, [](const auto& line) { return line.starts_with("elements"); });
    if (block.lines.empty()) block.lines.emplace_back("empty");
    put(facts, "nft:" + table + " " + block.name,
        shortened(fmt::format("{}", fmt::join(block.lines, "; "))));
    block = {};
}

/// Elements stand on several lines: they are one.
void add_line(Block& block, std::string line) {
    if (line.ends_with(';')) line.pop_back();
    const bool open = !block.lines.empty() && block.lines.back().starts_with("elements") &&
                      !block.lines.back().ends_with("}");
    if (open)
        block.lines.back() += " " + line;
    else
        block.lines.push_back(line);
    if (line.starts_with("flags "))
        block.moves = line.find("dynamic") != line.npos || line.find("timeout") != line.npos;
}

}  // namespace

Facts rulesets(const std::string& text) {
    Facts out;
    std::string table;
    Block block;
    each_line(text, [&](const std::string& line) {
        const std::size_t depth = std::min(line.find_first_not_of('\t'), line.size());
        const std::string words = joined(words_of(line));
        if (words.empty() || words.front() == '#') return;
        const bool opens = words.ends_with("{");
        const std::string name = opens ? words.substr(0, words.size() - 2) : words;
        if (depth == 0 && opens) table = name.substr(name.find(' ') + 1);
        const std::string title = table.substr(table.find(' ') + 1);
        if (table.empty() || title.starts_with(own_prefix)) return;
        if (depth == 0 && opens)
            put(out, "nft:" + table, "table");
        else if (depth == 1 && opens)
            block = {.name = name};
        else if (depth == 1 && words == "}")
            close(out, table, block);
        else if (depth == 1)
            put(out, "nft:" + table, words);  // flags, comment
        else if (depth > 1)
            add_line(block, words);
    });
    return out;
}

}  // namespace firedrill::agent::reading
