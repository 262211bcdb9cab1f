#include "orchestrator/journal/database.hpp"

#include "core/base/assert.hpp"
#include "orchestrator/journal/chain.hpp"
#include "orchestrator/journal/files.hpp"
#include "orchestrator/journal/store.hpp"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

namespace firedrill::journal {

namespace {

constexpr int wal_reset_fixed = 3'051'003;  // 3.51.3

std::string connect_string(const std::filesystem::path& file, const char* more) {
    return fmt::format("dbname=\"{}\" timeout=10{}", file.string(), more);
}

void keep_wal(soci::session& sql) {
    // Debian's library does not export the typeinfo that a dynamic_cast would need.
    DRILL_ASSERT(sql.get_backend_name() == "sqlite3");
    auto* backend = static_cast<soci::sqlite3_session_backend*>(sql.get_backend());
    int on = 1;
    sqlite_api::sqlite3_file_control(backend->conn_, "main", SQLITE_FCNTL_PERSIST_WAL, &on);
}

void create_tables(soci::session& sql) {
    std::string mode;
    sql << "PRAGMA journal_mode=WAL", soci::into(mode);
    sql << "PRAGMA synchronous=FULL";
    int limit = 0;  // with one, a log that stays is emptied when the drill's last process closes it
    sql << "PRAGMA journal_size_limit=67108864", soci::into(limit);
    keep_wal(sql);
    sql << "CREATE TABLE IF NOT EXISTS events("
           "stream TEXT NOT NULL, seq INTEGER NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL, "
           "body TEXT NOT NULL, UNIQUE(stream, seq))";
    int version = 0;
    sql << "PRAGMA user_version", soci::into(version);
    if (version != 1) sql << "PRAGMA user_version=1";  // each assignment is a write and a sync
}

/// Without the statement and the values that SOCI adds: they are no help and may be long.
std::string what_of(const std::exception& error) {
    const std::string text = error.what();
    return text.substr(0, text.find(" while executing"));
}

}  // namespace

Result<void> guarded(const char* doing, const std::function<void()>& work) {
    try {
        work();
        return {};
    } catch (const soci::sqlite3_soci_error& error) {
        const int code = error.result() & 0xff;
        const bool corrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        const Errc kind = corrupt ? Errc::corrupt : code == SQLITE_FULL ? Errc::no_room : Errc::io;
        return fail(kind, fmt::format("journal: {}: {}", doing, what_of(error)),
                    corrupt ? std::string(mend_by_hand) : "");
    } catch (const std::exception& error) {
        return fail(Errc::io, fmt::format("journal: {}: {}", doing, what_of(error)));
    }
}

Result<std::unique_ptr<soci::session>> open_for_writing(const std::filesystem::path& file) {
    std::unique_ptr<soci::session> sql;
    DRILL_CHECK(guarded("cannot be opened for writing", [&] {
        sql = std::make_unique<soci::session>(*soci::factory_sqlite3(), connect_string(file, ""));
        create_tables(*sql);
    }));
    DRILL_CHECK(sync_directory(file.parent_path()));  // SQLite ignores a failure of its own
    return sql;
}

namespace {

Result<std::unique_ptr<soci::session>> reader_of(const std::filesystem::path& file, int& tables) {
    std::unique_ptr<soci::session> sql;
    DRILL_CHECK(guarded("cannot be opened for reading", [&] {
        sql = std::make_unique<soci::session>(*soci::factory_sqlite3(),
                                              connect_string(file, " readonly=true"));
        *sql << "PRAGMA query_only=ON";
        *sql << "SELECT count(*) FROM sqlite_master WHERE name = 'events'", soci::into(tables);
    }));
    return sql;
}

}  // namespace

Result<std::unique_ptr<soci::session>> open_for_reading(const std::filesystem::path& file) {
    std::error_code ec;
    if (!std::filesystem::exists(file, ec))
        return fail(Errc::not_found, "there is no journal at " + file.string(),
                    "run a drill first, or choose the workspace with -C");
    int tables = 0;
    auto sql = reader_of(file, tables);
    // A power loss while it was made leaves what only a writer can take back.
    if (!sql && std::filesystem::exists(file.string() + "-journal", ec) && open_for_writing(file))
        sql = reader_of(file, tables);
    if (sql && tables == 0)  // a crash while it was made
        return fail(Errc::not_found, "the journal at " + file.string() + " is empty",
                    "run a drill first");
    return sql;
}

std::optional<std::string> sqlite_warning() {
    if (sqlite_api::sqlite3_libversion_number() >= wal_reset_fixed) return std::nullopt;
    return fmt::format(
        "SQLite {} has the WAL-reset race (fixed in 3.51.3): keep other programs from writing to "
        "or check-pointing the journal; Firedrill itself uses one writing connection",
        sqlite_api::sqlite3_libversion());
}

}  // namespace firedrill::journal
