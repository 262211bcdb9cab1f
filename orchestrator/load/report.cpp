#include "orchestrator/load/yaml_reader.hpp"

namespace firedrill::load {

int Report::open(std::string name) {
    files_.push_back(std::move(name));
    return static_cast<int>(files_.size()) - 1;
}

void Report::add(model::Severity severity, model::Place place, Text what, Details details) {
    const auto index = static_cast<std::size_t>(place.file);
    if (severity == model::Severity::error) ++errors_;
    complaints_.push_back({.file = place.file < 0 || index >= files_.size() ? "" : files_[index],
                           .line = place.line,
                           .column = place.column,
                           .length = place.length,
                           .severity = severity,
                           .what = std::move(what),
                           .where = std::move(details.where),
                           .hint = std::move(details.hint),
                           .remedy = std::move(details.remedy)});
}

void Report::error(model::Place place, Text what, Details details) {
    add(model::Severity::error, place, std::move(what), std::move(details));
}

void Report::warning(model::Place place, Text what, Details details) {
    add(model::Severity::warning, place, std::move(what), std::move(details));
}

void Report::add(const model::Complaints& more) {
    for (const auto& item : more) {
        if (item.severity == model::Severity::error) ++errors_;
        complaints_.push_back(item);
    }
}

}  // namespace firedrill::load
