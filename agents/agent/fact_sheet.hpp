// The facts of one snapshot, within its limits. One thread.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <map>
#include <string>

namespace firedrill::agent {

using Facts = std::map<std::string, std::string>;

inline constexpr std::size_t snapshot_entries_max = 10'000;
inline constexpr std::size_t snapshot_bytes_max = 2U << 20U;  ///< so that the report fits a frame
inline constexpr std::size_t snapshot_facts_max = 9'900;      ///< a peer takes 10,000

class FactSheet {
public:
    FactSheet(Facts& facts, Language language) : facts_(facts), language_(language) {}

    /// refused when the snapshot would be larger than its limits.
    Result<void> add(const std::string& item, const std::string& value);
    /// All of them, or none.
    Result<void> add(const Facts& more);
    Language language() const { return language_; }

private:
    Facts& facts_;
    Language language_;
    std::size_t bytes_ = 0;
};

}  // namespace firedrill::agent
