// ${{ … }}: replaces every placeholder that is known when the plan is compiled (internal to
// core/plan). Only ${{ steps.ID.output }} may stay, where the place allows it.
#pragma once

#include "core/plan/problems.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace firedrill::plan {

/// What placeholders may refer to at one place.
struct Surroundings {
    std::string host;  ///< of the step; empty: none
    const std::map<std::string, std::string>* inputs = nullptr;
    const std::map<std::string, std::string>* bound = nullptr;  ///< host names of a playbook
    /// Full id of an earlier step, empty if unknown; unset where run-time values are forbidden.
    std::function<std::string(const std::string&)> step;
    std::vector<std::string>* needs = nullptr;  ///< collects the steps referred to
    int depth = 0;
};

class Placeholders {
public:
    Placeholders(const model::Workspace& workspace, Problems& problems)
        : workspace_(workspace), problems_(problems) {}

    std::string resolve(const model::Word& word, const Surroundings& around);
    Text resolve(const Text& text, model::Place place, const Surroundings& around);
    Nanos resolve(const model::Duration& duration, const Surroundings& around, Nanos fallback);
    std::map<std::string, std::string> resolve(const model::WordMap& words,
                                               const Surroundings& around);

private:
    std::string value_of(const std::string& name, const model::Word& word,
                         const Surroundings& around);
    std::string host_value(const std::string& host, const std::string& name,
                           const model::Word& word, const Surroundings& around);
    std::string input_value(const std::string& name, const model::Word& word,
                            const Surroundings& around);
    std::string step_value(const std::string& name, const model::Word& word,
                           const Surroundings& around);
    std::string unknown(const std::string& name, const model::Word& word,
                        const std::vector<std::string>& known);

    const model::Workspace& workspace_;
    Problems& problems_;
};

}  // namespace firedrill::plan
