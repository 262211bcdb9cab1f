#include "core/plan/action.hpp"

#include "core/base/match.hpp"

namespace firedrill::plan {

std::string_view tag_of(const Action& action) {
    return std::visit(
        [](const auto& alternative) { return std::decay_t<decltype(alternative)>::tag; }, action);
}

bool compares_data(const Action& action) {
    return std::holds_alternative<CompareTables>(action) ||
           std::holds_alternative<CompareQueries>(action) ||
           std::holds_alternative<CompareKeys>(action) ||
           std::holds_alternative<CompareTrees>(action);
}

bool changes_something(const Action& action) {
    return match(
        action,  //
        [](const Run& run) { return !run.reads_only; }, [](const Script&) { return true; },
        [](const Fault&) { return true; }, [](const Fence&) { return true; },
        [](const Release&) { return true; }, [](const Revert&) { return true; },
        [](const Snapshot&) { return false; }, [](const StartProbe&) { return true; },
        [](const StopProbe&) { return true; }, [](const WaitFor&) { return false; },
        [](const VerifyWrites&) { return false; }, [](const HoldService&) { return false; },
        [](const VerifyBaseline&) { return false; }, [](const CompareTables&) { return false; },
        [](const CompareQueries&) { return false; }, [](const CompareKeys&) { return false; },
        [](const ListTree&) { return false; }, [](const CompareTrees&) { return false; },
        [](const Manual&) { return false; }, [](const Approve&) { return false; },
        [](const Decide&) { return false; });
}

}  // namespace firedrill::plan
