// Collects what is wrong while a plan is compiled (internal to core/plan).
#pragma once

#include "core/model/complaint.hpp"
#include "core/model/workspace.hpp"

#include <string>
#include <utility>

namespace firedrill::plan {

class Problems {
public:
    explicit Problems(const model::Workspace& workspace) : workspace_(workspace) {}

    struct Details {
        Text remedy{};
        Text hint{};
        Text where{};
    };
    void add(model::Severity severity, model::Place place, Text what, Details details) {
        const auto index = static_cast<std::size_t>(place.file);
        const bool known = place.file >= 0 && index < workspace_.files.size();
        if (details.where.empty()) details.where = where_;
        list_.push_back({.file = known ? workspace_.files[index] : "",
                         .line = place.line,
                         .column = place.column,
                         .length = place.length,
                         .severity = severity,
                         .what = std::move(what),
                         .where = std::move(details.where),
                         .hint = std::move(details.hint),
                         .remedy = std::move(details.remedy)});
    }
    void error(model::Place place, Text what, Text remedy = {}, Text hint = {}) {
        add(model::Severity::error, place, std::move(what),
            {.remedy = std::move(remedy), .hint = std::move(hint)});
    }
    void warning(model::Place place, Text what, Text remedy = {}) {
        add(model::Severity::warning, place, std::move(what), {.remedy = std::move(remedy)});
    }
    /// The step that is being compiled; stands in `where`.
    void set_where(Text where) { where_ = std::move(where); }
    model::Complaints take() { return std::move(list_); }
    const model::Complaints& list() const { return list_; }

private:
    const model::Workspace& workspace_;
    model::Complaints list_;
    Text where_;
};

}  // namespace firedrill::plan
