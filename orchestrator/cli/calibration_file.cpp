#include "orchestrator/cli/calibration_file.hpp"

#include "core/base/json.hpp"
#include "orchestrator/cli/outcome.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace firedrill::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* roots_place = "/var/lib/firedrill";
constexpr std::size_t bytes_max = std::size_t{1} << 20U;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// Empty where nobody says where home is.
fs::path own_place() {
    const std::string state = environment("XDG_STATE_HOME");
    if (state.starts_with('/')) return fs::path(state) / "firedrill";
    if (::geteuid() == 0) return roots_place;
    const std::string home = environment("HOME");
    return home.empty() ? fs::path() : fs::path(home) / ".local/state/firedrill";
}

fs::path file_in(const fs::path& place) {
    std::string host = host_name();
    std::ranges::replace(host, '/', '_');
    return place / ("calibration-" + host + ".json");
}

/// Nothing where there is no file.
Result<std::optional<CalibrationRecord>> read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::error_code ec;
    if (!file && !fs::exists(path, ec)) return std::optional<CalibrationRecord>();
    if (!file) return fail(Errc::io, "cannot read " + path.string());
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    DRILL_TRY(value, parse_json(bytes, bytes_max));
    DRILL_TRY(record, from_json<CalibrationRecord>(value));
    if (record.format != 1) return fail(Errc::corrupt, path.string() + " has another format");
    return std::optional(std::move(record));
}

}  // namespace

Result<fs::path> keep_calibration(const CalibrationRecord& record) {
    const fs::path place = own_place();
    if (place.empty())
        return fail(Errc::io, "nowhere to keep the calibration: HOME is not set",
                    "set XDG_STATE_HOME to a directory of yours");
    std::error_code ec;
    fs::create_directories(place, ec);
    if (ec) return fail(Errc::io, "cannot create " + place.string() + ": " + ec.message());
    const fs::path path = file_in(place);
    DRILL_CHECK(write_file(path.string(), canonical(to_json(record)) + "\n"));
    return path;
}

Result<KeptCalibration> read_last_calibration() {
    std::vector<fs::path> places{own_place()};
    if (places.front() != roots_place) places.emplace_back(roots_place);
    std::optional<KeptCalibration> out;
    std::optional<Error> problem;
    for (const fs::path& place : places) {
        if (place.empty()) continue;
        auto found = read(file_in(place));
        if (!found)
            problem = found.error();
        else if (*found && (!out || (*found)->last.made > out->record.last.made))
            out = KeptCalibration{.file = file_in(place), .record = std::move(**found)};
    }
    if (out) return std::move(*out);
    if (problem) return *problem;
    return fail(Errc::not_found, "no calibration was made on " + host_name(),
                "make one with firedrill calibrate");
}

drill::CalibrationCited last_calibration() {
    drill::CalibrationCited out{.host = host_name(), .last = {}, .problem = {}};
    const auto kept = read_last_calibration();
    if (kept)
        out.last = kept->record.last;
    else if (kept.error().code != Errc::not_found)
        out.problem = describe(kept.error());
    return out;
}

}  // namespace firedrill::cli
