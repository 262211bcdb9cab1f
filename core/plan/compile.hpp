// Scenario + playbooks + inventory + variant + inputs -> plan. Pure and deterministic: the same
// workspace and options give the same bytes.
//
// Everything wrong with the scenario's steps is found here, with its place, so that `check` and
// `plan` say the same. A plan comes out only if there is no error.
#pragma once

#include "core/model/complaint.hpp"
#include "core/model/workspace.hpp"
#include "core/plan/plan.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill::plan {

struct CompileOptions {
    std::optional<Variant> variant;             ///< default: the scenario's own
    std::map<std::string, std::string> inputs;  ///< --set NAME=VALUE
    bool sample_inputs = false;  ///< check: an input without value takes a sample of its type
};

struct Compiled {
    std::optional<Plan> plan;
    model::Complaints complaints;
};

Compiled compile(const model::Workspace& workspace, std::string_view scenario,
                 const CompileOptions& options = {});

/// A host of the inventory as plans have it, but for what runs there.
Host host_of(const model::Workspace& workspace, const model::Host& from);

/// The phases of a variant, in order.
std::vector<Phase> phases_of(Variant variant);

}  // namespace firedrill::plan
