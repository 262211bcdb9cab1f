#include "orchestrator/journal/snapshots.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/drill/snapshot.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>

namespace firedrill::journal {

namespace {

std::string stream_of_notes(const std::string& drill) {
    return "snapshot/" + drill;
}

std::optional<std::string> read_bytes(const std::filesystem::path& place) {
    std::ifstream in(place, std::ios::binary);
    if (!in) return std::nullopt;
    return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

/// Whole and durable under its name, or not there.
Result<void> write_durably(const std::filesystem::path& place, std::string_view bytes) {
    const std::filesystem::path part = place.string() + ".part";
    const int descriptor =
        ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (descriptor < 0) return os_error("cannot write", part);
    bool good = true;
    while (good && !bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        good = count > 0 || (count < 0 && errno == EINTR);
        if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    good = good && ::fsync(descriptor) == 0;
    const Result<void> outcome = good ? Result<void>{} : os_error("cannot write", part);
    ::close(descriptor);
    DRILL_CHECK(outcome);
    if (::rename(part.c_str(), place.c_str()) != 0) return os_error("cannot rename to", place);
    return sync_directory(place.parent_path());
}

Result<Snapshot> read(const Store& store, const std::string& drill, const SnapshotNote& note) {
    const auto bytes = read_bytes(snapshot_file(store, drill, note.seq));
    if (!bytes || sha256_hex(*bytes) != note.file) return fail(Errc::corrupt, "it has changed");
    DRILL_TRY(entry, read_entry(store.journal(drill), stream_of(drill), note.seq));
    if (entry.hash != note.hash) return fail(Errc::corrupt, "it is of another record");
    DRILL_TRY(first_entry, read_entry(store.journal(drill), stream_of(drill), 1));
    DRILL_TRY(first, decode(first_entry.body));
    DRILL_TRY(state, drill::read_snapshot(*bytes, first));
    if (state.last_seq != note.seq || drill::state_hash(state) != note.state)
        return fail(Errc::corrupt, "it is of another state");
    return Snapshot{.drill = std::move(state), .at = {.seq = note.seq, .hash = note.hash}};
}

/// The last two stay: one of them may be spoilt.
void remove_old(const Store& store, const std::string& drill) {
    const auto notes = read_notes(store, drill);
    std::error_code ec;
    for (std::size_t i = 0; i + 2 < notes.size(); ++i)
        std::filesystem::remove(snapshot_file(store, drill, notes[i].seq), ec);
}

}  // namespace

std::filesystem::path snapshot_file(const Store& store, const std::string& drill,
                                    std::int64_t seq) {
    return store.snapshots(drill) / std::to_string(seq);
}

std::vector<SnapshotNote> read_notes(const Store& store, const std::string& drill) {
    std::vector<SnapshotNote> notes;
    const auto take = [&](const Entry& entry) -> Result<void> {
        DRILL_TRY(value, parse_json(entry.body));
        DRILL_TRY(note, from_json<SnapshotNote>(value));
        notes.push_back(std::move(note));
        return {};
    };
    if (read_entries(store.journal(drill), stream_of_notes(drill), {}, take)) return notes;
    return {};
}

std::optional<Snapshot> last_snapshot(const Store& store, const std::string& drill,
                                      const std::string& version) {
    const auto notes = read_notes(store, drill);
    for (auto note = notes.rbegin(); note != notes.rend(); ++note) {
        if (note->version != version) continue;
        auto snapshot = read(store, drill, *note);
        if (snapshot) return std::move(*snapshot);
        log(store, fmt::format("snapshot of {} at record {} is not used: {}", drill, note->seq,
                               describe(snapshot.error())));
    }
    return std::nullopt;
}

SnapshotWriter::SnapshotWriter(SnapshotSettings settings, Journal& journal, std::int64_t last)
    : settings_(std::move(settings)), journal_(journal), last_(last) {}

bool SnapshotWriter::is_due(const drill::Drill& drill) const {
    const bool quiet = drill.time_of != drill::TimeOf::machines;
    const std::int64_t news = drill.last_seq - last_;
    if (news < settings_.every && !(quiet && news >= settings_.every_in_quiet)) return false;
    return !work_.valid() || work_.wait_for(std::chrono::seconds{0}) == std::future_status::ready;
}

void SnapshotWriter::consider(drill::Drill& drill) {
    if (!is_due(drill)) return;
    last_ = drill.last_seq;
    work_ = std::async(std::launch::async, [this, state = drill::copy_without_plan(drill)] {
        const auto written = write(state);
        if (!written) log(settings_.store, "no snapshot: " + describe(written.error()));
    });
}

void SnapshotWriter::wait() const {
    if (work_.valid()) work_.wait();
}

Result<void> SnapshotWriter::write(const drill::Drill& state) const {
    const Store& store = settings_.store;
    const std::string stream = stream_of_notes(state.id);
    const auto before = read_last(store.journal(state.id), stream);
    if (!before && before.error().code != Errc::not_found) return before.error();
    DRILL_TRY(entry, read_entry(store.journal(state.id), stream_of(state.id), state.last_seq));
    const std::string bytes = drill::write_snapshot(state);
    std::error_code ec;
    // an error shows when it is used
    std::filesystem::create_directories(store.snapshots(state.id), ec);
    DRILL_CHECK(write_durably(snapshot_file(store, state.id, state.last_seq), bytes));
    const SnapshotNote note{.seq = state.last_seq,
                            .hash = entry.hash,
                            .state = drill::state_hash(state),
                            .file = sha256_hex(bytes),
                            .version = settings_.version};
    DRILL_CHECK(journal_.append_now({.stream = stream,
                                     .first_seq = before ? before->seq + 1 : 1,
                                     .bodies = {canonical(to_json(note))}}));
    remove_old(store, state.id);
    return {};
}

}  // namespace firedrill::journal
