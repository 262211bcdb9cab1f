#include "agents/resident/receipts.hpp"

#include "agents/resident/lock_holder.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>
#include <optional>

namespace firedrill::resident {

namespace {

constexpr std::size_t digits = 64;
constexpr std::size_t bytes_max = std::size_t{1} << 30U;
constexpr std::string_view remedy =
    "keep the file for the evaluators, look at the host, then start with an empty state directory";

std::string chained(const std::string& head, std::string_view record) {
    return sha256_hex(head + " " + std::string(record));
}

std::optional<agent::Record> parse(std::string_view text) {
    const auto value = parse_json(text);
    if (!value) return std::nullopt;
    auto record = from_json<agent::Record>(*value);
    if (!record) return std::nullopt;
    return std::move(*record);
}

/// The record of a line, whether or not it fits the chain.
std::optional<agent::Record> record_of(std::string_view line) {
    if (line.size() < digits + 2 || line[digits] != ' ') return std::nullopt;
    return parse(line.substr(digits + 1));
}

/// A crash leaves bytes behind the intact lines, but never a whole record among them.
bool is_torn_end(std::string_view rest) {
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        if (end == std::string_view::npos) return true;
        if (record_of(rest.substr(0, end))) return false;
        rest.remove_prefix(end + 1);
    }
    return true;
}

std::string holder_of(int fd) {
    const auto pid = lock_holder(fd);
    return pid ? "process " + std::to_string(*pid) : "another process";
}

Result<void> lock(int fd, const std::string& path) {
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return {};
    if (errno == EWOULDBLOCK)
        return fail(Errc::busy, path + " is in use by " + holder_of(fd),
                    "end the other one, or choose another --state");
    return os_error("cannot lock " + path);
}

Result<void> cut(int fd, std::size_t length) {
    if (::ftruncate(fd, static_cast<off_t>(length)) != 0 || ::fsync(fd) != 0)
        return os_error("cannot cut the receipts");
    return {};
}

}  // namespace

Result<Readback> read_receipts(std::string_view bytes) {
    Readback out;
    while (out.good < bytes.size()) {
        const std::string_view rest = bytes.substr(out.good);
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        auto record = end == std::string_view::npos ? std::nullopt : record_of(line);
        if (!record && is_torn_end(rest)) break;
        const std::string line_name = "line " + std::to_string(out.records.size() + 1);
        if (!record)
            return fail(Errc::corrupt, "receipts: " + line_name + " is damaged",
                        std::string(remedy));
        const std::string head = chained(out.head, line.substr(digits + 1));
        if (head != line.substr(0, digits))
            return fail(Errc::corrupt, "receipts: " + line_name + " does not follow the one before",
                        std::string(remedy));
        out.records.push_back(std::move(*record));
        out.head = head;
        out.good += end + 1;
    }
    return out;
}

Chain read_chain(std::string_view bytes, std::int64_t seen) {
    Chain out;
    while (out.bytes < bytes.size()) {
        const std::string_view rest = bytes.substr(out.bytes);
        const std::size_t end = rest.find('\n');
        const std::string_view line = rest.substr(0, end);
        const bool whole = end != std::string_view::npos && line.size() > digits + 1;
        const std::string head = whole ? chained(out.head, line.substr(digits + 1)) : std::string();
        if (!whole || line[digits] != ' ' || head != line.substr(0, digits)) {
            out.broken = "line " + std::to_string(out.count + 1) +
                         (whole ? " does not follow the one before" : " is damaged");
            break;
        }
        out.head = head;
        out.bytes += end + 1;
        if (++out.count == seen) out.seen_head = head;
    }
    return out;
}

Result<Receipts::Opened> Receipts::open(const std::string& path) {
    DRILL_TRY(file, open_file(path, O_RDWR | O_CREAT | O_APPEND));
    DRILL_CHECK(lock(file.get(), path));
    DRILL_CHECK(sync_directory(parent_of(path)));
    DRILL_TRY(bytes, read_file(path, bytes_max));
    DRILL_TRY(readback, read_receipts(bytes));
    const std::size_t bytes_cut = bytes.size() - readback.good;
    if (bytes_cut > 0) DRILL_CHECK(cut(file.get(), readback.good));
    return Opened{.receipts = Receipts(std::move(file), path, readback.head, readback.good),
                  .records = std::move(readback.records),
                  .bytes_cut = bytes_cut};
}

bool Receipts::is_replaced() const {
    struct stat ours{}, found{};
    return ::fstat(file_.get(), &ours) != 0 || ::lstat(path_.c_str(), &found) != 0 ||
           ours.st_ino != found.st_ino || ours.st_dev != found.st_dev;
}

Chain Receipts::chain(std::int64_t seen) const {
    if (is_replaced()) return {.broken = "the file was replaced or removed while it was in use"};
    const auto bytes = read_file(path_, bytes_max);
    if (!bytes) return {.broken = bytes.error().what};
    Chain out = read_chain(*bytes, seen);
    if (out.broken.empty() && out.head != head_on_disk_)
        out.broken = "it ends otherwise than what was written here";
    return out;
}

void Receipts::append(const agent::Record& record) {
    const std::string text = canonical(to_json(record));
    head_ = chained(head_, text);
    const std::string line = head_ + " " + text + "\n";
    bytes_ += line.size();
    unwritten_ += line;
}

Result<void> Receipts::sync() {
    if (!dirty()) return {};
    DRILL_CHECK(write_all(file_.get(), unwritten_));
    unwritten_.clear();
    if (::fdatasync(file_.get()) != 0) return os_error("cannot sync the receipts");
    head_on_disk_ = head_;
    return {};
}

}  // namespace firedrill::resident
