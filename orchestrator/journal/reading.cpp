// Reading the journal: each function has a connection of its own, which can write nothing.
#include "orchestrator/journal/database.hpp"
#include "orchestrator/journal/journal.hpp"

#include <fmt/format.h>

#include <limits>

namespace firedrill::journal {

namespace {

Result<Entry> read_one(const std::filesystem::path& file, const std::string& stream,
                       const std::string& which) {
    DRILL_TRY(sql, open_for_reading(file));
    Entry entry;
    bool found = false;
    DRILL_CHECK(guarded("cannot be read", [&] {
        *sql << "SELECT seq, prev, hash, body FROM events WHERE stream = :stream " + which,
            soci::use(stream), soci::into(entry.seq), soci::into(entry.prev),
            soci::into(entry.hash), soci::into(entry.body);
        found = sql->got_data();
    }));
    if (!found) return fail(Errc::not_found, "there is no such record of stream " + stream);
    DRILL_CHECK(verify_alone(stream, entry));
    return entry;
}

}  // namespace

Result<Place> read_entries(const std::filesystem::path& file, const std::string& stream,
                           Place behind, const std::function<Result<void>(const Entry&)>& each) {
    DRILL_TRY(sql, open_for_reading(file));
    constexpr auto all =
        std::numeric_limits<std::int64_t>::min();  // numbers below 1 are found, too
    const std::int64_t after = behind.seq == 0 ? all : behind.seq;
    ChainCheck check(stream, std::move(behind));
    Result<void> taken;
    DRILL_CHECK(guarded("cannot be read", [&] {
        Entry entry;
        soci::statement statement =
            (sql->prepare << "SELECT seq, prev, hash, body FROM events "
                             "WHERE stream = :stream AND seq > :after ORDER BY seq",
             soci::use(stream), soci::use(after), soci::into(entry.seq), soci::into(entry.prev),
             soci::into(entry.hash), soci::into(entry.body));
        statement.execute();
        while (taken && statement.fetch()) {
            taken = check.next(entry);
            if (taken) taken = each(entry);
        }
    }));
    if (!taken) return taken.error();
    return check.place();
}

Result<std::vector<Entry>> read_stream(const std::filesystem::path& file,
                                       const std::string& stream) {
    std::vector<Entry> entries;
    const auto keep = [&](const Entry& entry) -> Result<void> {
        entries.push_back(entry);
        return {};
    };
    DRILL_CHECK(read_entries(file, stream, {}, keep));
    return entries;
}

Result<std::vector<std::string>> list_streams(const std::filesystem::path& file) {
    DRILL_TRY(sql, open_for_reading(file));
    std::vector<std::string> streams;
    DRILL_CHECK(guarded("cannot be read", [&] {
        std::string name;
        // from name to name along the index: a stream may have a million records
        soci::statement statement =
            (sql->prepare << "WITH RECURSIVE names(name) AS (SELECT min(stream) FROM events UNION "
                             "ALL SELECT (SELECT min(stream) FROM events WHERE stream > name) "
                             "FROM names WHERE name IS NOT NULL) SELECT stream FROM names JOIN "
                             "events ON stream = name AND seq = 1 ORDER BY events.rowid",
             soci::into(name));
        statement.execute();
        while (statement.fetch()) streams.push_back(name);
    }));
    return streams;
}

Result<Entry> read_entry(const std::filesystem::path& file, const std::string& stream,
                         std::int64_t seq) {
    return read_one(file, stream, fmt::format("AND seq = {}", seq));
}

Result<Entry> read_last(const std::filesystem::path& file, const std::string& stream) {
    return read_one(file, stream, "ORDER BY seq DESC LIMIT 1");
}

}  // namespace firedrill::journal
