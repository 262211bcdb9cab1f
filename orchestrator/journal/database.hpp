// The SQLite file behind the journal: how it is opened, and how its errors become ours.
//
// The file is opened through SQLite only: closing a plain descriptor of it would drop the process'
// locks. A session belongs to one thread at a time.
#pragma once

#include "core/base/result.hpp"

#include <soci/soci.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace firedrill::journal {

/// Opens (and creates) for writing: WAL, synchronous=FULL, a WAL file that stays, and is empty when
/// the last connection was closed.
Result<std::unique_ptr<soci::session>> open_for_writing(const std::filesystem::path& file);
/// Opens read-only; Errc::not_found when there is no journal yet.
Result<std::unique_ptr<soci::session>> open_for_reading(const std::filesystem::path& file);

/// Runs `work` and turns SQLite's exceptions into corrupt, no_room or io.
Result<void> guarded(const char* doing, const std::function<void()>& work);

/// A warning if the SQLite in use (such as Debian 12's 3.40.1) can lose records when several
/// connections write and check-point at once. We keep one writer, which avoids it.
std::optional<std::string> sqlite_warning();

}  // namespace firedrill::journal
