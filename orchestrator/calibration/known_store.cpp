#include "orchestrator/calibration/known_store.hpp"

#include "orchestrator/links/now.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace firedrill::calibration {

namespace {

using measure::Fate;
using measure::WriteClass;
using namespace std::chrono_literals;

constexpr Nanos look_up = 20ms;
constexpr std::int64_t foreign_rows = 3;
constexpr std::int64_t foreign_session = 1'000'000;

/// "12:34:payload\n"; false if it is not of the contract.
bool read_key(const std::string& row, std::int64_t& session, std::int64_t& sequence) {
    const char* const end = row.data() + row.size();
    const auto first = std::from_chars(row.data(), end, session);
    if (first.ec != std::errc{} || first.ptr == end || *first.ptr != ':') return false;
    const auto second = std::from_chars(first.ptr + 1, end, sequence);
    return second.ec == std::errc{} && second.ptr != end && *second.ptr == ':';
}

/// Another payload of the same length.
std::string changed(std::string row) {
    char& digit = row[row.size() - 2];  // before the line's end
    digit = digit == '0' ? '1' : '0';
    return row;
}

}  // namespace

Result<std::unique_ptr<KnownStore>> KnownStore::open(std::uint64_t seed, std::int64_t writes) {
    DRILL_TRY(listening, Listening::on_free_port());
    return std::unique_ptr<KnownStore>(new KnownStore(seed, writes, std::move(listening)));
}

KnownStore::KnownStore(std::uint64_t seed, std::int64_t writes, Listening listening)
    : seed_(seed), wanted_(writes), listening_(std::move(listening)), seeded_(seed) {
    thread_ = std::thread([this] { serve(); });
}

KnownStore::~KnownStore() {
    stopping_ = true;
    thread_.join();
}

void KnownStore::serve() {
    while (!stopping_) {
        const Nanos now = now_mono();
        if (next_forgetting_ != Nanos{0} && now >= next_forgetting_ && !enough_) forget(now);
        std::vector<pollfd> wanted{{listening_.descriptor(), POLLIN, 0}};
        clients_.append_to(wanted);
        wait_for(wanted, now + look_up);
        if (wanted.front().revents != 0)
            for (Descriptor client = listening_.accept(); client.open();
                 client = listening_.accept())
                clients_.add(std::move(client));
        clients_.read(wanted, [this](const HttpRequest& request) { answer(request); });
    }
}

void KnownStore::answer(const HttpRequest& request) {
    if (request.method == "POST") return take(request, now_mono());
    const bool reads_back = request.method == "GET" && request.target.starts_with("/writes/");
    if (!reads_back) return clients_.answer(request.client, 200, "", "");
    if (!frozen_) truth_.unexpected = foreign_rows;
    clients_.answer(request.client, 200, "Content-Type: text/plain\r\n", rows());
    frozen_ = true;
}

void KnownStore::take(const HttpRequest& request, Nanos began) {
    std::int64_t session = 0, sequence = 0;
    if (!read_key(request.body, session, sequence))
        return clients_.answer(request.client, 400, "", "no row of the contract");
    if (frozen_) return clients_.answer(request.client, 200, "", "");
    if (next_forgetting_ == Nanos{0}) next_forgetting_ = began + seeded_.between(300ms, 600ms);
    Fate fate = measure::fate_of(seed_, session, sequence);
    // Later the oldest lost write must be one that was forgotten, or every age would be the same.
    if (fate == Fate::lost && !truth_.forgettings.empty()) fate = Fate::kept;
    measure::PlantedWrite write = measure::planted(fate, session, sequence, {began, began});
    reply(request, write.said, sequence % 2 == 0);
    write.taken.hi = now_mono();
    truth_.writes.push_back(write);
    rows_.push_back(write.changed ? changed(request.body) : request.body);
    enough_ = ++came_ >= wanted_ && !truth_.forgettings.empty();
}

/// Of what is unsure, some learn that something went wrong, and some nothing at all.
void KnownStore::reply(const HttpRequest& request, WriteClass said, bool silent) {
    switch (said) {
        case WriteClass::ack: return clients_.answer(request.client, 200, "", "");
        case WriteClass::ack_warning:
            return clients_.answer(request.client, 200, "Firedrill-Warning: planted\r\n", "");
        case WriteClass::failed: return clients_.answer(request.client, 409, "", "planted");
        case WriteClass::unsure: break;
    }
    if (silent) return clients_.close(request.client);
    clients_.answer(request.client, 503, "", "planted");
}

std::string KnownStore::rows() const {
    std::string out;
    for (std::size_t i = 0; i < rows_.size(); ++i)
        for (int copy = 0; copy < truth_.writes[i].copies; ++copy) out += rows_[i];
    for (std::int64_t i = 0; i < truth_.unexpected; ++i)
        out += fmt::format("{}:{}:00\n", foreign_session, i);
    return out;
}

/// The last part of what came since the last time: never all of it, so that what was under way
/// then is not among it.
void KnownStore::forget(Nanos now) {
    const Nanos since = std::max(last_forgotten_, next_forgetting_ - Nanos(600ms));
    const Nanos from = now - (now - since) / 100 * seeded_.between(5, 50);
    for (auto& write : truth_.writes)
        if (write.taken.lo >= from) write.copies = 0;
    last_forgotten_ = now_mono();
    truth_.forgettings.push_back({.at = {now, last_forgotten_}});
    next_forgetting_ = last_forgotten_ + seeded_.between(300ms, 600ms);
}

}  // namespace firedrill::calibration
