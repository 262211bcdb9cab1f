// Files that others wrote. The first byte says which: (r)eceipts, (s)amples, (l)edger, ro(w)s,
// (p)lan. Receipts get a valid chain, which no mutation would find, and are read raw as well.
#include "agents/resident/receipts.hpp"
#include "core/agent/ledger.hpp"
#include "core/base/assert.hpp"
#include "core/base/hash.hpp"
#include "core/measure/outage.hpp"
#include "core/measure/writes.hpp"
#include "core/plan/plan.hpp"
#include "tests/fuzz/lines.hpp"

using namespace firedrill;

namespace {

std::string chained(std::string_view bytes) {
    std::string head, out;
    const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (const auto line : fuzz::lines_of(data, bytes.size())) {
        head = sha256_hex(head + " " + std::string(line));
        out += head + " " + std::string(line) + "\n";
    }
    return out;
}

void fold(const std::vector<agent::Record>& records) {
    agent::State state;
    state.host = "h1";
    for (const auto& record : records) agent::apply(state, record);
    const Nanos now = std::chrono::seconds{1'000};
    (void)agent::ledger_of(state, "/var/lib/firedrill");
    (void)agent::next_tick(state);
    (void)agent::respond(state, agent::Ticked{}, now, plan::Performer::agent);
    for (const auto& directive : agent::start_up(state, "boot", now))
        if (const auto* kept = std::get_if<agent::Keep>(&directive))
            agent::apply(state, kept->record);
}

void read_receipts(std::string_view bytes) {
    (void)resident::read_receipts(bytes);
    if (const auto read = resident::read_receipts(chained(bytes))) fold(read->records);
}

void read_samples(std::string_view bytes) {
    const auto file = measure::read_samples(bytes);
    if (!file) return;
    const Interval always{Nanos::min(), Nanos::max()};
    (void)measure::find_outage(file->samples, file->settings, std::nullopt, always);
    (void)measure::tally(file->samples, file->settings, always);
}

void read_plan(std::string_view bytes) {
    const auto plan = plan::read_plan(bytes);
    if (!plan) return;
    const auto again = plan::read_plan(plan::canonical_bytes(*plan));
    DRILL_ASSERT(again.has_value() && plan::hash(*again) == plan::hash(*plan));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (static_cast<char>(data[0])) {
        case 'r': read_receipts(bytes); break;
        case 's': read_samples(bytes); break;
        case 'l': (void)measure::read_ledger(bytes); break;
        case 'w': (void)measure::read_rows(bytes); break;
        case 'p': read_plan(bytes); break;
        default: break;
    }
    return 0;
}
