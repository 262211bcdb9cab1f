// `verify: tables | queries | keys`: which connections are compared, and what of them.
#include "core/plan/compare_texts.hpp"
#include "core/plan/expand.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace firedrill::plan {

using model::both;
namespace texts = compare_texts;

namespace {

/// The kinds of connections that such a comparison can read.
std::vector<std::string> kinds_for(const std::string& what) {
    if (what == "keys") return {"redis"};
    return {"postgresql", "mariadb"};
}

const model::Connection* find(const model::Workspace& workspace, const model::Word& name) {
    const auto& all = workspace.inventory.connections;
    const auto found = std::ranges::find(
        all, name.text, [](const model::Connection& connection) { return connection.id.text; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace

/// Complains about what cannot be compared.
bool Expander::can_compare(const model::Compare& from) {
    std::vector<const model::Connection*> sides;
    for (const auto& name : from.between) {
        const auto* side = find(workspace_, name);
        if (side == nullptr) {
            const auto known = model::ids(workspace_.inventory.connections);
            problems_.error(name.place, both(texts::unknown_connection, name.text),
                            both(texts::unknown_connection_remedy, model::listed(known)),
                            model::did_you_mean(name.text, known));
            return false;
        }
        const auto kinds = kinds_for(from.what.text);
        if (std::ranges::find(kinds, side->kind) == kinds.end()) {
            problems_.error(name.place, both(texts::other_kind, from.what.text,
                                             model::listed(kinds), name.text, side->kind));
            return false;
        }
        sides.push_back(side);
    }
    if (sides.size() != 2) return false;  // complained about where it was read
    if (sides[0] == sides[1] && from.what.text != "queries")
        problems_.error(from.between[1].place, both(texts::same_side),
                        both(texts::same_side_remedy));
    if (sides[0]->kind != sides[1]->kind && from.what.text == "tables")
        problems_.error(from.between[1].place,
                        both(texts::two_kinds, sides[0]->id.text, sides[0]->kind, sides[1]->id.text,
                             sides[1]->kind));
    return true;
}

std::optional<Action> Expander::compare(const model::Compare& from, const Making& making) {
    if (!can_compare(from)) return std::nullopt;
    const Surroundings here = around(making.host, making.frame);
    if (from.what.text == "tables") return compared_tables(from, here);
    if (from.what.text == "queries") return compared_queries(from, here);
    return CompareKeys{.first = from.between[0].text,
                       .second = from.between[1].text,
                       .match = from.match.empty() ? "*" : placeholders_.resolve(from.match, here),
                       .rate = from.rate};
}

CompareTables Expander::compared_tables(const model::Compare& from, const Surroundings& here) {
    CompareTables to{.first = from.between[0].text,
                     .second = from.between[1].text,
                     .tables = {},
                     .rate = from.rate};
    const auto texts_of = [&](const model::Words& words) {
        std::vector<std::string> out;
        for (const auto& word : words) out.push_back(placeholders_.resolve(word, here));
        return out;
    };
    for (const auto& table : from.tables)
        to.tables.push_back({.table = placeholders_.resolve(table.table, here),
                             .key = texts_of(table.key),
                             .columns = texts_of(table.columns),
                             .without = texts_of(table.without),
                             .sums = texts_of(table.sums),
                             .where = placeholders_.resolve(table.where, here)});
    return to;
}

CompareQueries Expander::compared_queries(const model::Compare& from, const Surroundings& here) {
    CompareQueries to{.first = from.between[0].text, .second = from.between[1].text, .queries = {}};
    for (const auto& pair : from.queries)
        to.queries.push_back({.id = pair.id.text,
                              .title = pair.title,
                              .first = placeholders_.resolve(pair.first, here),
                              .second = placeholders_.resolve(pair.second, here)});
    return to;
}

/// A listing on each host, and the comparison, which has the step's own id.
Expander::Ids Expander::trees(const model::Step& step, const model::CompareFiles& files,
                              const std::string& id, const Ids& needs, Frame& frame) {
    const std::string name = frame.prefix + id;
    Ids listings;
    for (const auto& side : files.between) {
        const Ids hosts = named_hosts(side, frame);
        if (hosts.size() != 1) return needs;  // complained about, or no host but a group
        const std::string listing = fmt::format("{}@{}", name, hosts.front());
        if (std::ranges::find(listings, listing) != listings.end()) {
            problems_.error(side.place, both(texts::same_side), both(texts::two_hosts_remedy));
            return needs;
        }
        if (!leaf(step, listing, hosts.front(), needs, frame)) return needs;
        listings.push_back(listing);
    }
    if (listings.size() != 2 || !leaf(step, name, "", listings, frame)) return needs;
    return {name};
}

/// On a host its listing; without one the comparison of the two listings that it needs.
Action Expander::compared_files(const model::CompareFiles& from, const Making& making) {
    const Surroundings here = around(making.host, making.frame);
    if (making.host.empty())
        return CompareTrees{.first = making.needs.at(0),
                            .second = making.needs.at(1),
                            .mode = from.mode,
                            .owner = from.owner,
                            .modified = from.modified};
    const Ids second_hosts = named_hosts(from.between.back(), making.frame);
    const bool second = second_hosts.front() == making.host;
    ListTree list{
        .path = placeholders_.resolve(second && !from.other.empty() ? from.other : from.path, here),
        .without = {}};
    for (const auto& pattern : from.without)
        list.without.push_back(placeholders_.resolve(pattern, here));
    if (!list.path.starts_with('/'))
        problems_.error(from.path.place, both(texts::no_absolute_path, list.path));
    return list;
}

}  // namespace firedrill::plan
