#include "core/measure/tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace firedrill::measure {

namespace {

constexpr std::string_view head = "firedrill-tree 1\n";
constexpr std::size_t fields = 8;

/// Names may hold anything but NUL and '/'.
void append_escaped(std::string& to, std::string_view text) {
    for (const char c : text) switch (c) {
            case '\\': to += "\\\\"; break;
            case '\t': to += "\\t"; break;
            case '\n': to += "\\n"; break;
            default: to += c;
        }
}

std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            out += text[i];
            continue;
        }
        const char next = text[++i];
        out += next == 't' ? '\t' : next == 'n' ? '\n' : next;
    }
    return out;
}

template <class Number>
bool read_number(std::string_view text, Number& out, int base = 10) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, out, base);
    return read.ec == std::errc{} && read.ptr == end;
}

bool read_line(std::string_view line, TreeEntry& out) {
    std::array<std::string_view, fields> parts;
    for (std::size_t i = 0; i < fields; ++i) {
        const auto tab = line.find('\t');
        if ((tab == std::string_view::npos) != (i + 1 == fields)) return false;
        parts[i] = line.substr(0, tab);
        line.remove_prefix(tab == std::string_view::npos ? line.size() : tab + 1);
    }
    if (parts[0].size() != 1) return false;
    out.kind = parts[0].front();
    out.digest = unescaped(parts[6]);
    out.path = unescaped(parts[7]);
    return read_number(parts[1], out.size) && read_number(parts[2], out.mode, 8) &&
           read_number(parts[3], out.owner) && read_number(parts[4], out.group) &&
           read_number(parts[5], out.modified) && !out.path.empty();
}

std::string in_words(const TreeEntry& entry) {
    return fmt::format("{} {} bytes {:04o} {}:{} {} {}", entry.kind, entry.size, entry.mode,
                       entry.owner, entry.group, entry.modified, entry.digest);
}

/// In what two entries of one path differ; empty: in nothing.
std::vector<std::string> classes_of(const TreeEntry& a, const TreeEntry& b,
                                    const TreeRules& rules) {
    if (a.kind != b.kind) return {"kind"};
    std::vector<std::string> out;
    if (a.kind == 'f' && a.size != b.size) out.emplace_back("size");
    if (a.digest != b.digest) out.emplace_back(a.kind == 'l' ? "link" : "content");
    const bool linked = a.kind == 'l';  // a link's own mode and time mean nothing
    if (rules.mode && !linked && a.mode != b.mode) out.emplace_back("mode");
    if (rules.owner && (a.owner != b.owner || a.group != b.group)) out.emplace_back("owner");
    if (rules.modified && !linked && a.modified != b.modified) out.emplace_back("time");
    return out;
}

bool is_unsettled(const TreeEntry& entry) {
    return entry.kind == 'f' && entry.digest == "?";
}

class Comparer {
public:
    Comparer(const TreeRules& rules, std::size_t rows_max) : rules_(rules), rows_max_(rows_max) {}

    void only_first(const TreeEntry& entry) {
        ++out_.figures.missing;
        keep({entry.path, RowState::missing, in_words(entry), ""});
    }
    void only_second(const TreeEntry& entry) {
        ++out_.figures.extra;
        keep({entry.path, RowState::extra, "", in_words(entry)});
    }
    void both(const TreeEntry& a, const TreeEntry& b) {
        const bool unsettled = is_unsettled(a) || is_unsettled(b);
        const auto classes = unsettled ? std::vector<std::string>{} : classes_of(a, b, rules_);
        if (!unsettled && classes.empty()) return;
        for (const auto& name : classes) ++out_.figures.classes[name];
        ++(unsettled ? out_.figures.unsettled : out_.figures.changed);
        keep({a.path, unsettled ? RowState::unsettled : RowState::changed, in_words(a),
              in_words(b)});
    }
    TreeComparison take() { return std::move(out_); }

private:
    void keep(DifferentRow row) {
        if (out_.rows.size() < rows_max_) out_.rows.push_back(std::move(row));
    }
    TreeRules rules_;
    std::size_t rows_max_;
    TreeComparison out_;
};

}  // namespace

std::string tree_text(const std::vector<TreeEntry>& entries) {
    std::string out(head);
    for (const TreeEntry& entry : entries) {
        fmt::format_to(std::back_inserter(out), "{}\t{}\t{:o}\t{}\t{}\t{}\t", entry.kind,
                       entry.size, entry.mode, entry.owner, entry.group, entry.modified);
        append_escaped(out, entry.digest);
        out += '\t';
        append_escaped(out, entry.path);
        out += '\n';
    }
    return out;
}

Result<std::vector<TreeEntry>> read_tree(std::string_view text) {
    if (!text.starts_with(head)) return fail(Errc::invalid_input, "no listing of a tree");
    text.remove_prefix(head.size());
    std::vector<TreeEntry> out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        TreeEntry entry;
        const bool good = end != std::string_view::npos && read_line(text.substr(0, end), entry) &&
                          (out.empty() || out.back().path < entry.path);
        if (!good)
            return fail(Errc::invalid_input,
                        fmt::format("listing of a tree, line {}: not readable", out.size() + 2));
        out.push_back(std::move(entry));
        text.remove_prefix(end + 1);
    }
    return out;
}

TreeComparison compare_trees(const std::vector<TreeEntry>& first,
                             const std::vector<TreeEntry>& second, const TreeRules& rules,
                             std::size_t rows_max) {
    Comparer comparer(rules, rows_max);
    auto a = first.begin();
    auto b = second.begin();
    while (a != first.end() || b != second.end()) {
        const bool left = b == second.end() || (a != first.end() && a->path < b->path);
        const bool right = a == first.end() || (b != second.end() && b->path < a->path);
        if (left)
            comparer.only_first(*a++);
        else if (right)
            comparer.only_second(*b++);
        else
            comparer.both(*a++, *b++);
    }
    TreeComparison out = comparer.take();
    out.figures.first = static_cast<std::int64_t>(first.size());
    out.figures.second = static_cast<std::int64_t>(second.size());
    return out;
}

}  // namespace firedrill::measure
