#include "orchestrator/journal/beginning.hpp"

#include "core/plan/holdings.hpp"
#include "orchestrator/journal/drills.hpp"
#include "orchestrator/journal/files.hpp"
#include "orchestrator/journal/journal.hpp"
#include "orchestrator/journal/reserve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace firedrill::journal {

namespace {

std::vector<std::string> names_in(const Store& store) {
    std::vector<std::string> names;
    std::error_code ec;
    for (const auto& entry : std::filesystem::directory_iterator(store.drills(), ec))
        names.push_back(entry.path().filename().string());
    std::ranges::sort(names);
    return names;
}

/// What the journal has, or else what was left when the drill was about to begin.
std::optional<plan::Plan> plan_of(const Store& store, const std::string& drill) {
    if (const auto entry = read_entry(store.journal(drill), stream_of(drill), 1))
        if (auto record = decode(entry->body))
            if (auto* started = std::get_if<drill::DrillStarted>(&record->event))
                return std::move(started->plan);
    std::ifstream file(store.plan(drill), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    auto plan = plan::read_plan(bytes);
    return plan ? std::optional(std::move(*plan)) : std::nullopt;
}

enum class State { over, open, unreadable };

State state_of(const Store& store, const std::string& drill) {
    const auto last = read_last(store.journal(drill), stream_of(drill));
    if (!last) return last.error().code == Errc::not_found ? State::over : State::unreadable;
    const auto record = decode(last->body);
    if (!record) return State::unreadable;
    return std::holds_alternative<drill::DrillEnded>(record->event) ? State::over : State::open;
}

std::string common_ground(const plan::Plan& a, const plan::Plan& b) {
    if (const auto service = plan::shared_service(a, b)) return "service " + *service;
    if (const auto host = plan::shared_host(a, b)) return "host " + *host;
    return "";
}

Error runs_there(const std::string& drill, const std::string& ground, const std::string& owner) {
    return fail(Errc::refused, fmt::format("drill {} runs on {}: {}", drill, ground, owner),
                fmt::format("wait for its end, or firedrill abort {}", drill));
}

Error is_unreadable(const Store& store, const std::string& drill, const std::string& ground) {
    return fail(Errc::refused,
                fmt::format("drill {} began on {}, and its journal cannot be read: nobody knows "
                            "whether it has ended",
                            drill, ground),
                fmt::format("{}; without a copy, move {} away when its hosts are mended",
                            mend_by_hand, store.drill(drill).string()));
}

Error has_not_ended(const std::string& drill, const std::string& ground) {
    return fail(Errc::refused,
                fmt::format("drill {} began on {}, and has not ended", drill, ground),
                fmt::format("firedrill resume {} goes on with it; firedrill abort {} stops it and "
                            "undoes what it did",
                            drill, drill));
}

Result<std::string> give_name(const Store& store, const std::string& scenario,
                              const std::string& day) {
    for (int number = 1;; ++number) {
        std::string name = fmt::format("{}-{}-{}", scenario, day, number);
        DRILL_TRY(fresh, create_drill(store, name));
        if (fresh) return name;
    }
}

Result<void> leave_plan(const Store& store, const std::string& drill, const plan::Plan& plan) {
    std::ofstream file(store.plan(drill), std::ios::binary);
    file << plan::canonical_bytes(plan);
    file.close();
    if (file) return {};
    return os_error("cannot write", store.plan(drill));
}

}  // namespace

std::vector<std::string> running_drills(const Store& store) {
    auto names = names_in(store);
    std::erase_if(names, [&](const auto& drill) { return owner_of(store, drill).empty(); });
    return names;
}

Result<void> may_begin(const Store& store, const plan::Plan& plan) {
    for (const auto& drill : names_in(store)) {
        const auto owner = owner_of(store, drill);
        const auto state = state_of(store, drill);
        if (owner.empty() && state == State::over) continue;
        const auto other = plan_of(store, drill);
        const auto ground = other ? common_ground(plan, *other) : "services that nobody knows";
        if (ground.empty()) continue;
        if (!owner.empty()) return runs_there(drill, ground, owner);
        if (state == State::unreadable) return is_unreadable(store, drill, ground);
        return has_not_ended(drill, ground);
    }
    return {};
}

Result<Beginning> begin(const Store& store, const plan::Plan& plan, const std::string& day) {
    DRILL_TRY(lock, lock_store(store));
    (void)lock;
    DRILL_CHECK(may_begin(store, plan));
    DRILL_CHECK(keep_reserve(store));
    DRILL_CHECK(has_room_to_begin(store));
    DRILL_TRY(drill, give_name(store, plan.scenario, day));
    DRILL_TRY(held, lock_drill(store, drill));
    DRILL_CHECK(leave_plan(store, drill, plan));
    return Beginning{.drill = drill, .lock = std::move(held)};
}

}  // namespace firedrill::journal
