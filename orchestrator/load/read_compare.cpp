// `verify: tables | queries | keys`: what of two connections is compared.
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"
#include "orchestrator/load/texts.hpp"

namespace firedrill::load {

namespace {

using model::both;

/// A table alone is its name; a mapping says what of it is compared.
void read_table(const Node& item, const std::string& where, Report& report, model::Compare& out) {
    if (item.kind == Node::Kind::scalar) {
        if (const auto name = read_word(item, where, report))
            out.tables.push_back({.table = *name});
        return;
    }
    Fields table(item, where, report);
    out.tables.push_back({.table = table.needed_word("table"),
                          .key = table.words("key"),
                          .columns = table.words("columns"),
                          .without = table.words("without"),
                          .sums = table.words("sums"),
                          .where = table.word("where")});
    table.done();
}

void read_tables(Fields& in, model::Compare& out) {
    const Node* list = in.need("tables");
    if (list == nullptr) return;
    if (list->kind != Node::Kind::list)
        return read_table(*list, in.path("tables"), in.report(), out);
    for (std::size_t i = 0; i < list->items.size(); ++i)
        read_table(list->items[i], in.path("tables") + "[" + std::to_string(i) + "]", in.report(),
                   out);
}

/// `query` is asked at both sides; `first` and `second` are asked where their names say.
void read_queries(Fields& in, model::Compare& out) {
    in.need("queries");
    in.each("queries", [&](Fields& pair) {
        model::AgreeingQueries read{.id = pair.needed_id("id"), .title = pair.text("title")};
        const model::Word same = pair.word("query");
        read.first = same.empty() ? pair.needed_word("first") : same;
        read.second = same.empty() ? pair.needed_word("second") : same;
        out.queries.push_back(std::move(read));
    });
}

}  // namespace

model::Compare read_compare(Fields& step, const model::Word& what) {
    model::Compare compare{.what = what};
    compare.between = step.ids("between");
    if (compare.between.size() != 2)
        step.error(step.place(), both(lint_texts::between_two),
                   both(lint_texts::between_two_remedy));
    compare.from = step.id("from");
    if (what.text != "keys") step.need("with");
    step.sub("with", [&](Fields& in) {
        if (what.text == "tables") read_tables(in, compare);
        if (what.text == "queries") read_queries(in, compare);
        if (what.text == "keys") compare.match = in.word("match");
        if (what.text != "queries") compare.rate = in.rate("rate");
    });
    return compare;
}

model::CompareFiles read_compare_files(Fields& step) {
    model::CompareFiles files;
    files.between = step.ids("between");
    if (files.between.size() != 2)
        step.error(step.place(), both(lint_texts::between_hosts),
                   both(lint_texts::between_two_remedy));
    step.need("with");
    step.sub("with", [&](Fields& in) {
        files.path = in.needed_word("path");
        files.other = in.word("other");
        files.without = in.words("without");
        files.mode = in.boolean("mode", true);
        files.owner = in.boolean("owner", true);
        files.modified = in.boolean("times", false);
    });
    return files;
}

}  // namespace firedrill::load
