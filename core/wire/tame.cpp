#include "core/wire/tame.hpp"

#include "core/base/visible.hpp"

#include <algorithm>

namespace firedrill::wire {

namespace {

Error wild(std::string what) {
    return fail(Errc::invalid_input, "a frame with " + std::move(what));
}

void show(std::string& words) {
    words = visible(words, words_bytes_max);
}

/// At a character, so that cutting twice is cutting once.
void cut(std::string& output) {
    if (output.size() <= output_bytes_max) return;
    std::size_t end = output_bytes_max;
    while (end > 0 && (static_cast<unsigned char>(output[end]) & 0xc0U) == 0x80U) --end;
    output.resize(end);
}

template <class... Names>
Result<void> names(const Names&... all) {
    const auto is_name = [](const std::string& name) {
        return name.size() <= name_bytes_max && visible(name) == name;
    };
    if (!(is_name(all) && ...)) return wild("a name that is too long or cannot be printed");
    return {};
}

Result<void> key_of(const AttemptKey& key) {
    DRILL_CHECK(names(key.drill, key.step));
    if (key.attempt < 1 || key.attempt > attempts_max) return wild("an impossible attempt");
    return {};
}

Result<void> epoch_of(std::int64_t epoch) {
    if (epoch < 0 || epoch > epochs_max) return wild("an impossible epoch");
    return {};
}

Result<void> digest(const std::string& sha256) {
    const bool is_digest =
        sha256.size() == 64 && sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!is_digest) return wild("a digest that is none");
    return {};
}

Result<void> artifacts(const std::vector<Artifact>& all) {
    if (all.size() > items_max) return wild("too many artifacts");
    for (const Artifact& artifact : all) {
        DRILL_CHECK(names(artifact.name));
        DRILL_CHECK(digest(artifact.sha256));
        if (artifact.bytes < 0) return wild("an artifact of negative length");
    }
    return {};
}

std::map<std::string, std::string> shown(const std::map<std::string, std::string>& facts) {
    std::map<std::string, std::string> out;
    for (const auto& [name, value] : facts)
        out.emplace(visible(name, words_bytes_max), visible(value, output_bytes_max));
    return out;
}

Result<void> report_of(AttemptReport& report) {
    DRILL_CHECK(names(report.host, report.boot));
    DRILL_CHECK(artifacts(report.artifacts));
    if (report.facts.size() > items_max) return wild("too many facts");
    if (report.output_bytes < 0 || report.errors_bytes < 0)
        return wild("output of negative length");
    show(report.reason);
    report.facts = shown(report.facts);
    cut(report.output);
    cut(report.errors);
    return {};
}

Result<void> items(std::vector<HeldItem>& all) {
    if (all.size() > items_max) return wild("too many items");
    for (HeldItem& item : all) {
        DRILL_CHECK(names(item.drill, item.step, item.kind));
        show(item.what);
    }
    return {};
}

/// Greeting and answers that hold nothing but a key or names.
template <class M>
Result<void> look(M& m) {
    if constexpr (requires { m.key.attempt; }) DRILL_CHECK(key_of(m.key));
    if constexpr (requires { m.epoch; }) DRILL_CHECK(epoch_of(m.epoch));
    if constexpr (requires { m.drill; }) DRILL_CHECK(names(m.drill));
    if constexpr (requires { m.step; }) DRILL_CHECK(names(m.step));
    if constexpr (requires { m.host; }) DRILL_CHECK(names(m.host));
    if constexpr (requires { m.boot; }) DRILL_CHECK(names(m.boot));
    if constexpr (requires { m.probe; }) DRILL_CHECK(names(m.probe));
    if constexpr (requires { m.version; }) DRILL_CHECK(names(m.version));
    if constexpr (requires { m.hash; }) DRILL_CHECK(names(m.hash));
    return {};
}

Result<void> more(Execute& m) {
    if (m.closes < 0 || m.closes > attempts_max) return wild("an impossible attempt");
    return {};
}
Result<void> more(OfferPlan& m) {
    constexpr std::size_t most = 64, bytes_max = 8U << 10U;
    if (m.approvals) {
        if (m.approvals->size() > most) return wild("too many approvals");
        for (const std::string& approval : *m.approvals)
            if (approval.size() > bytes_max) return wild("an approval that is too long");
    }
    return names(m.started);
}
Result<void> more(Fetch& m) {
    return names(m.sha256);
}
Result<void> more(Welcome& m) {
    return names(m.program, m.account);
}
Result<void> more(Ended& m) {
    return report_of(m.report);
}
Result<void> more(Refused& m) {
    show(m.why);
    if (m.key) DRILL_CHECK(key_of(*m.key));
    return names(m.regarding);
}
Result<void> more(ProbeProgress& m) {
    constexpr std::int64_t most = 1'000'000'000'000'000;
    for (const std::int64_t count : {m.good, m.bad, m.writes_acked, m.writes_attempted})
        if (count < 0 || count > most) return wild("an impossible count");
    return {};
}
Result<void> more(FaultReverted& m) {
    show(m.why);
    return names(m.fence);
}
Result<void> more(Status& m) {
    if (m.running.size() > items_max || m.probes.size() > items_max) return wild("too many items");
    for (const AttemptKey& key : m.running) DRILL_CHECK(key_of(key));
    for (const std::string& probe : m.probes) DRILL_CHECK(names(probe));
    DRILL_CHECK(items(m.faults));
    return items(m.fences);
}
Result<void> more(AskDrills& m) {
    const auto is_count = [](std::int64_t n) { return n >= 0 && n <= records_max; };
    const bool possible = !m.receipts || (is_count(m.receipts->from) &&
                                          is_count(m.receipts->seen) && m.receipts->most >= 0);
    if (!possible) return wild("an impossible page of receipts");
    return {};
}
Result<void> page_of(const std::vector<AttemptReceipt>& page) {
    if (page.size() > static_cast<std::size_t>(receipts_page)) return wild("too many receipts");
    for (const AttemptReceipt& receipt : page) {
        DRILL_CHECK(names(receipt.step));
        if (receipt.attempt < 1 || receipt.attempt > attempts_max)
            return wild("an impossible attempt");
        if (!receipt.figures.empty()) DRILL_CHECK(digest(receipt.figures));
    }
    return {};
}
Result<void> more(DrillsHeld& m) {
    DRILL_CHECK(names(m.asked));
    if (!m.receipts) return {};
    for (const std::string* head : {&m.receipts->head, &m.receipts->seen_head})
        if (!head->empty()) DRILL_CHECK(digest(*head));
    for (const std::int64_t count : {m.receipts->count, m.receipts->attempts, m.receipts->from})
        if (count < 0 || count > records_max) return wild("an impossible count");
    show(m.receipts->broken);
    return page_of(m.receipts->page);
}
template <class M>
Result<void> more(M&) {
    return {};
}

}  // namespace

Result<void> tame(Message& message) {
    return std::visit(
        [](auto& m) -> Result<void> {
            DRILL_CHECK(look(m));
            return more(m);
        },
        message);
}

}  // namespace firedrill::wire
