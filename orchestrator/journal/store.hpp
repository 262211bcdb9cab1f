// The store of a workspace: `.firedrill/` with a directory for each drill, artifacts and reports.
// Values; no thread rule.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/journal/artifacts.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace firedrill::journal {

struct Store {
    std::filesystem::path directory;  ///< absolute

    std::filesystem::path lock() const { return directory / "lock"; }
    std::filesystem::path reports() const { return directory / "reports"; }
    std::filesystem::path log() const { return directory / "log"; }
    Artifacts artifacts() const { return Artifacts(directory / "artifacts"); }

    std::filesystem::path drills() const { return directory / "drills"; }
    /// A drill has a directory of its own. While it exists the name is not given out again.
    std::filesystem::path drill(const std::string& id) const { return drills() / id; }
    std::filesystem::path journal(const std::string& id) const {
        return drill(id) / "journal.sqlite";
    }
    std::filesystem::path lock(const std::string& id) const { return drill(id) / "lock"; }
    std::filesystem::path control(const std::string& id) const {
        return drill(id) / "control.sock";
    }
    std::filesystem::path plan(const std::string& id) const { return drill(id) / "plan"; }
    std::filesystem::path snapshots(const std::string& id) const {  ///< expendable
        return drill(id) / "snapshots";
    }
};

/// Creates what is missing (mode 0700).
Result<Store> create_store(const std::filesystem::path& directory);

/// Errc::invalid_input if this cannot be the name of a drill, such as "../x".
Result<void> may_be_name(const std::string& drill);
/// The drill's directory, durable; false if it was there already.
Result<bool> create_drill(const Store& store, const std::string& drill);

/// Appends a line with the time to `.firedrill/log`; never fails loudly. Lines are cut at 8 KiB;
/// before the file would become longer than `bytes_max` it is put aside as `log.1`, in the place of
/// an older one (where that cannot be done, nothing is written beyond twice as much). Several
/// processes may write.
inline constexpr std::size_t log_bytes_max = std::size_t{8} << 20U;
void log(const Store& store, std::string_view line, std::size_t bytes_max = log_bytes_max);

}  // namespace firedrill::journal
