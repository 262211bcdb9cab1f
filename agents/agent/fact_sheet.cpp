#include "agents/agent/fact_sheet.hpp"

#include "agents/agent/texts.hpp"

namespace firedrill::agent {

namespace {

std::size_t bytes_of(const std::string& item, const std::string& value) {
    return item.size() + value.size() + 8;
}

}  // namespace

Result<void> FactSheet::add(const std::string& item, const std::string& value) {
    return add(Facts{{item, value}});
}

Result<void> FactSheet::add(const Facts& more) {
    std::size_t bytes = bytes_;
    for (const auto& [item, value] : more) bytes += bytes_of(item, value);
    if (bytes > snapshot_bytes_max)
        return fail(Errc::refused, say(language_, text::too_much, snapshot_bytes_max));
    if (facts_.size() + more.size() > snapshot_facts_max)
        return fail(Errc::refused, say(language_, text::too_many_facts, snapshot_facts_max));
    bytes_ = bytes;
    for (const auto& [item, value] : more) facts_[item] = value;
    return {};
}

}  // namespace firedrill::agent
