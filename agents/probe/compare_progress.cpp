#include "agents/probe/compare_progress.hpp"

#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "core/base/json.hpp"

#include <unistd.h>

namespace firedrill::probe {

namespace {

using namespace std::chrono_literals;

constexpr Nanos counts_for = 24h;
constexpr Nanos keeping_pause = 1s;
constexpr std::size_t bytes_max = std::size_t{64} << 20U;

}  // namespace

CompareProgress ProgressFile::load() const {
    const auto text = resident::read_file(path_, bytes_max);
    const auto value = text ? parse_json(*text) : Result<json::value>(text.error());
    auto progress =
        value ? from_json<CompareProgress>(*value) : Result<CompareProgress>(value.error());
    const Nanos now = resident::wall_now();
    const bool counts = progress && progress->work == work_ && progress->wall <= now &&
                        now - progress->wall < counts_for;
    return counts ? std::move(*progress) : CompareProgress{};
}

void ProgressFile::keep(CompareProgress progress, bool now) {
    const Nanos at = resident::mono_now();
    if (!now && kept_ != Nanos{} && at - kept_ < keeping_pause) return;
    progress.work = work_;
    progress.wall = resident::wall_now();
    const auto kept = resident::write_file_durably(path_, canonical(to_json(progress)), 0600);
    if (kept) kept_ = at;
}

void ProgressFile::remove() {
    ::unlink(path_.c_str());
}

}  // namespace firedrill::probe
