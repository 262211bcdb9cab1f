// Engine: before a drill ends, the receipts of every program that can be reached are held against
// the journal. Nothing is decided from it: the report and the exit code say what differs.
#include "core/drill/reasons.hpp"
#include "orchestrator/engine/engine.hpp"
#include "orchestrator/journal/drills.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>

namespace firedrill::engine {

using namespace asio::experimental::awaitable_operators;

namespace {

namespace reasons = drill::reasons;

/// For the next page, not for all.
constexpr auto page_patience = std::chrono::seconds{3};
/// No drill has so many: whoever tells more of them is broken.
constexpr std::ptrdiff_t attempts_most = 200'000;

Task<void> pass(asio::any_io_executor executor, std::chrono::milliseconds length) {
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(by_value);
}

ProgramId id_of(const links::Link& link) {
    return {link.host(), link.program()};
}

drill::ReceiptsCompared not_compared(const links::Link& link, std::string why) {
    drill::ReceiptsCompared out;
    out.host = link.host();
    out.program = link.program();
    out.not_compared = std::move(why);
    return out;
}

}  // namespace

/// Since the first record; a resumed process has only the last ones in memory.
Result<Journaled> Engine::journaled() const {
    Journaled out;
    if (!records_.empty() && records_.front().seq == 1) {
        for (const drill::Record& record : records_) out.add(record.event);
        return out;
    }
    const auto read = journal::read_records(settings_.store, drill_.id, journal::Place{},
                                            [&](drill::Record&& record) -> Result<void> {
                                                out.add(record.event);
                                                return {};
                                            });
    if (!read) return read.error();
    return out;
}

/// What a program says of its chain when it is greeted must be found again in the end.
void Engine::see_chain(const links::Link& link, const wire::ReceiptsHeld& held) {
    if (held.broken.empty() && held.count > 0)
        chains_.try_emplace(id_of(link), ChainSeen{held.count, held.head});
}

void Engine::ask_receipts(links::Link& link, const Asking& asking) {
    link.send(wire::AskDrills{.drill = offer_.drill,
                              .receipts = wire::ReceiptsWanted{
                                  .from = static_cast<std::int64_t>(asking.told.attempts.size()),
                                  .most = wire::receipts_page,
                                  .seen = asking.seen.count}});
}

/// One page. The program may be broken: each must bring us further.
void Engine::told_receipts(links::Link& link, Asking& asking, const wire::DrillsHeld& message) {
    if (asking.done) return;
    if (!message.receipts) {
        asking.why = say(Language::en, reasons::receipts_too_old, greeted_[&link].welcome.version);
        asking.done = true;
        return;
    }
    auto& attempts = asking.told.attempts;
    const wire::ReceiptsHeld& held = *message.receipts;
    attempts.insert(attempts.end(), held.page.begin(), held.page.end());
    asking.told.chain = held;
    asking.told.chain.page.clear();
    asking.knows_drill = !message.drills.empty();
    asking.done =
        held.page.empty() || std::ssize(attempts) >= std::min(held.attempts, attempts_most);
    asking.until = std::chrono::steady_clock::now() + page_patience;
    if (!asking.done) ask_receipts(link, asking);
}

Task<void> Engine::compare_receipts() {
    receipts_compared_ = true;
    const auto journaled = this->journaled();
    for (const auto& link : fleet_->all()) {
        const auto greeted = greeted_.find(link.get());
        if (!journaled || greeted == greeted_.end() || !greeted->second.admitted) continue;
        Asking& asking = asking_[link.get()];
        const auto before = journaled->seen.find(id_of(*link));
        if (const auto chain = chains_.find(id_of(*link)); chain != chains_.end())
            asking.seen = chain->second;
        if (before != journaled->seen.end() && before->second.count > asking.seen.count)
            asking.seen = before->second;
        asking.until = std::chrono::steady_clock::now() + page_patience;
        ask_receipts(*link, asking);
    }
    const auto goes_on = [&](const auto& entry) {
        return !entry.second.done && std::chrono::steady_clock::now() < entry.second.until;
    };
    while (!broken_ && std::ranges::any_of(asking_, goes_on))
        co_await (links_changed_.wait() || pass(executor_, std::chrono::milliseconds{50}));
    for (const auto& link : fleet_->all()) put(compared(*link, journaled));
    asking_.clear();
}

drill::ReceiptsCompared Engine::compared(const links::Link& link,
                                         const Result<Journaled>& journaled) const {
    const auto say_so = [](const Message& message, const auto&... values) {
        return say(Language::en, message, values...);
    };
    if (!journaled)
        return not_compared(link, say_so(reasons::journal_unread, journaled.error().what));
    const auto found = asking_.find(&link);
    if (found == asking_.end() || !greeted_.contains(&link))
        return not_compared(link, say_so(reasons::receipts_unreached, link.down_because()));
    const Asking& asking = found->second;
    if (!asking.why.empty()) return not_compared(link, asking.why);
    if (!asking.done) return not_compared(link, say_so(reasons::receipts_silent));
    // one that ends by itself in a lab takes its receipts along
    if (!asking.knows_drill && drill_.recovery && drill_.recovery->over)
        return not_compared(link, say_so(reasons::receipts_cleared));
    return compare(drill_.plan, drill_.id, *journaled, id_of(link), asking.seen, asking.told);
}

}  // namespace firedrill::engine
