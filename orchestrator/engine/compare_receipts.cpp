#include "orchestrator/engine/compare_receipts.hpp"

#include "core/drill/ended_attempt.hpp"
#include "core/drill/reasons.hpp"

#include <algorithm>
#include <set>

namespace firedrill::engine {

namespace {

namespace reasons = drill::reasons;

constexpr std::size_t differences_told = 100;
constexpr std::size_t digits_shown = 12;

template <class... Args>
std::string sentence(const Message& message, const Args&... args) {
    return say(Language::en, message, args...);
}

std::string word(Outcome outcome) {
    switch (outcome) {
        case Outcome::succeeded: return sentence(reasons::succeeded_word);
        case Outcome::failed: return sentence(reasons::failed_word);
        case Outcome::unknown: break;
    }
    return sentence(reasons::unknown_word);
}

std::string shown(const std::string& digest) {
    return digest.empty() ? "-" : digest.substr(0, digits_shown);
}

std::string version_of(const JournaledAttempt& attempt, bool with_figures) {
    if (attempt.never_came) return sentence(reasons::attempt_never_came);
    if (!attempt.outcome) return sentence(reasons::attempt_intended);
    return with_figures
               ? sentence(reasons::ended_so, word(*attempt.outcome), shown(attempt.figures))
               : word(*attempt.outcome);
}

std::string version_of(const wire::AttemptReceipt& receipt, bool with_figures) {
    if (!receipt.outcome) return sentence(reasons::attempt_open);
    return with_figures
               ? sentence(reasons::ended_so, word(*receipt.outcome), shown(receipt.figures))
               : word(*receipt.outcome);
}

/// Files of the attempt did not arrive: the journal names fewer than the receipts.
bool lacks_artifacts(const AttemptReport& report) {
    return std::ranges::any_of(report.facts,
                               [](const auto& fact) { return fact.first.starts_with("missing "); });
}

class Comparison {
public:
    explicit Comparison(const ProgramId& who) {
        out_.host = who.first;
        out_.program = who.second;
    }

    void chain(const ChainSeen& seen, const wire::ReceiptsHeld& told) {
        out_.count = told.count;
        out_.head = told.head;
        if (!told.broken.empty())
            differ({}, sentence(reasons::chain_whole),
                   sentence(reasons::chain_broken, told.broken));
        else if (told.count < seen.count)
            differ({}, sentence(reasons::records_counted, seen.count),
                   sentence(reasons::records_counted, told.count));
        else if (seen.count > 0 && told.seen_head != seen.head)
            differ({}, sentence(reasons::record_is, seen.count, shown(seen.head)),
                   sentence(reasons::record_is, seen.count, shown(told.seen_head)));
    }

    /// Both know it.
    void both(const AttemptKey& key, const JournaledAttempt& journal,
              const wire::AttemptReceipt& receipt) {
        ++out_.attempts;
        const bool other_end = journal.never_came || journal.outcome != receipt.outcome;
        const bool other_figures = !other_end && !journal.figures.empty() &&
                                   !receipt.figures.empty() && journal.figures != receipt.figures;
        if (other_end || other_figures)
            differ(key, version_of(journal, other_figures), version_of(receipt, other_figures));
    }

    /// An intent may never have arrived; an end was told by the program itself.
    void only_journal(const AttemptKey& key, const JournaledAttempt& journal) {
        if (journal.never_came || journal.refused || !journal.outcome) return;
        ++out_.attempts;
        differ(key, version_of(journal, false), sentence(reasons::attempt_absent));
    }

    void only_receipts(const AttemptKey& key, const wire::AttemptReceipt& receipt) {
        ++out_.attempts;
        differ(key, sentence(reasons::attempt_absent), version_of(receipt, false));
    }

    drill::ReceiptsCompared take() { return std::move(out_); }

private:
    void differ(const AttemptKey& key, std::string journal, std::string receipts) {
        if (out_.differences.size() == differences_told) {
            ++out_.more;
            return;
        }
        out_.differences.push_back({.step = key.step,
                                    .attempt = key.step.empty() ? 0 : key.attempt,
                                    .part = key.part,
                                    .journal = std::move(journal),
                                    .receipts = std::move(receipts)});
    }

    drill::ReceiptsCompared out_;
};

}  // namespace

void Journaled::add(const drill::Event& event) {
    if (const auto* intended = std::get_if<drill::AttemptIntended>(&event)) attempts[intended->key];
    if (const auto* found = std::get_if<drill::AttemptFound>(&event)) attempts[found->key];
    if (const auto* never = std::get_if<drill::AttemptNeverSeen>(&event))
        attempts[never->key].never_came = true;
    if (const auto ended = drill::ended_attempt(event)) {
        JournaledAttempt& attempt = attempts[ended->key];
        attempt.outcome = ended->report.outcome;
        attempt.refused = ended->report.refused;
        if (!lacks_artifacts(ended->report)) attempt.figures = wire::figures_digest(ended->report);
    }
    if (const auto* compared = std::get_if<drill::ReceiptsCompared>(&event);
        compared != nullptr && !compared->not_compared)
        seen[{compared->host, compared->program}] = {compared->count, compared->head};
}

drill::ReceiptsCompared compare(const plan::Plan& plan, const std::string& drill,
                                const Journaled& journaled, const ProgramId& who,
                                const ChainSeen& seen, const ToldReceipts& told) {
    Comparison comparison(who);
    comparison.chain(seen, told.chain);
    std::map<AttemptKey, const wire::AttemptReceipt*> receipts;
    for (const wire::AttemptReceipt& receipt : told.attempts)
        receipts[{.drill = drill,
                  .step = receipt.step,
                  .attempt = receipt.attempt,
                  .part = receipt.part}] = &receipt;
    std::set<std::string_view> steps;  // of this program
    for (const plan::Step& step : plan.steps)
        if (ProgramId{step.host, step.performer} == who) steps.insert(step.id);
    for (const auto& [key, attempt] : journaled.attempts) {
        if (!steps.contains(key.step)) continue;
        const auto found = receipts.find(key);
        if (found == receipts.end()) {
            comparison.only_journal(key, attempt);
            continue;
        }
        comparison.both(key, attempt, *found->second);
        receipts.erase(found);
    }
    for (const auto& [key, receipt] : receipts) comparison.only_receipts(key, *receipt);
    return comparison.take();
}

}  // namespace firedrill::engine
