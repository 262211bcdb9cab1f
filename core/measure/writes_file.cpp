#include "core/measure/lines.hpp"
#include "core/measure/writes.hpp"

#include <array>
#include <unordered_map>

namespace firedrill::measure {
namespace {

constexpr std::array<std::string_view, 4> words{"ack", "warning", "failed", "unsure"};

bool read_word(std::string_view word, WriteClass& out) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != word) continue;
        out = static_cast<WriteClass>(i);
        return true;
    }
    return false;
}

/// Places of the writes in the order of their lines, by session and sequence.
using Places = std::unordered_map<std::int64_t, std::vector<std::size_t>>;

const char* read_invoke(Fields& fields, Places& places, std::vector<Write>& writes) {
    Write write;
    std::int64_t sent = 0;
    if (!fields.number(write.session) || !fields.number(write.sequence) || !fields.number(sent) ||
        !fields.done())
        return "not I,session,sequence,sent";
    if (!is_plausible(sent)) return "a time out of bounds";
    auto& session = places[write.session];
    if (write.sequence != static_cast<std::int64_t>(session.size()))
        return "a session does not count 0, 1, 2, …";
    write.sent = Nanos{sent};
    session.push_back(writes.size());
    writes.push_back(write);
    return nullptr;
}

const char* read_outcome(Fields& fields, Places& places, std::vector<Write>& writes) {
    std::int64_t session = 0;
    std::int64_t sequence = 0;
    std::int64_t answered = 0;
    WriteClass outcome{};
    if (!fields.number(session) || !fields.number(sequence) || !fields.number(answered) ||
        !read_word(fields.word(), outcome) || !fields.done())
        return "not O,session,sequence,answered,class";
    const auto found = places.find(session);
    if (found == places.end() || sequence < 0 ||
        sequence >= static_cast<std::int64_t>(found->second.size()))
        return "an outcome of a write that was never begun";
    Write& write = writes[found->second[static_cast<std::size_t>(sequence)]];
    if (write.answered != Nanos{0}) return "a second outcome of a write";
    if (!is_plausible(answered)) return "a time out of bounds";
    if (Nanos{answered} < write.sent) return "answered before it was sent";
    write.answered = Nanos{answered};
    write.outcome = outcome;
    return nullptr;
}

}  // namespace

std::string ledger_header(const Ledger& ledger) {
    return fmt::format("# firedrill ledger 1 probe={} drill={} host={} boot={}\n",
                       escaped(ledger.probe), escaped(ledger.drill), escaped(ledger.host),
                       escaped(ledger.boot));
}

std::string invoke_line(std::int64_t session, std::int64_t sequence, Nanos sent) {
    return fmt::format("I,{},{},{}\n", session, sequence, sent.count());
}

std::string outcome_line(std::int64_t session, std::int64_t sequence, Nanos answered,
                         WriteClass outcome) {
    return fmt::format("O,{},{},{},{}\n", session, sequence, answered.count(),
                       words[static_cast<std::size_t>(outcome)]);
}

Result<Ledger> read_ledger(std::string_view text) {
    Lines lines(text);
    DRILL_TRY(header, read_header(lines.next(), "ledger"));
    DRILL_TRY(probe, header_text(header, "probe"));
    DRILL_TRY(drill, header_text(header, "drill"));
    DRILL_TRY(host, header_text(header, "host"));
    DRILL_TRY(boot, header_text(header, "boot"));
    Ledger out{probe, drill, host, boot, {}};
    Places places;
    while (const auto line = lines.next()) {
        Fields fields(*line);
        const std::string_view kind = fields.word();
        const char* wrong = kind == "I"   ? read_invoke(fields, places, out.writes)
                            : kind == "O" ? read_outcome(fields, places, out.writes)
                                          : "neither I nor O";
        if (wrong != nullptr) return bad_line("ledger", lines.number(), wrong);
    }
    for (auto& write : out.writes)
        if (write.outcome == WriteClass::unsure) write.answered = Nanos{0};
    return out;
}

std::string rows_text(const RowsFile& rows) {
    std::string out =
        fmt::format("# firedrill rows 1 taken={} server={} lsn={} rows={}\n", rows.taken.count(),
                    escaped(rows.server), escaped(rows.lsn), rows.rows.size());
    for (const auto& row : rows.rows)
        fmt::format_to(std::back_inserter(out), "{},{},{}\n", row.session, row.sequence,
                       row.payload);
    return out;
}

Result<RowsFile> read_rows(std::string_view text) {
    Lines lines(text);
    DRILL_TRY(header, read_header(lines.next(), "rows"));
    DRILL_TRY(taken, header_number(header, "taken"));
    DRILL_TRY(server, header_text(header, "server"));
    DRILL_TRY(lsn, header_text(header, "lsn"));
    DRILL_TRY(count, header_number(header, "rows"));
    if (!is_plausible(taken)) return bad_line("rows", 1, "a time out of bounds");
    RowsFile out{Nanos{taken}, server, lsn, {}};
    while (const auto line = lines.next()) {
        Row row;
        Fields fields(*line);
        const bool numbers = fields.number(row.session) && fields.number(row.sequence);
        row.payload = std::string(fields.word());
        if (!numbers || !fields.done())
            return bad_line("rows", lines.number(), "not session,sequence,payload");
        out.rows.push_back(std::move(row));
    }
    if (static_cast<std::int64_t>(out.rows.size()) != count)
        return bad_line(
            "rows", lines.number(),
            fmt::format("{} rows instead of {}: the file is not whole", out.rows.size(), count));
    return out;
}

}  // namespace firedrill::measure
