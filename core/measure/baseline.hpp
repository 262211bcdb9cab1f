// Comparison of the end state with the baseline: facts by item, differences listed.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::measure {

/// item -> value, such as "file:/etc/pg/db1/pg_hba.conf" -> digest, "role:db1" -> "primary".
using Facts = std::map<std::string, std::string>;

struct Difference {
    std::string item;
    std::string before;  ///< empty: it was not there
    std::string after;   ///< empty: it is gone
    bool expected = false;
    std::optional<std::string> host{};  ///< none in drills of earlier versions
    bool operator==(const Difference&) const = default;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (item, before, after, expected, host))

/// What stands before the first ':' of an item: "file", "routes" …
std::string category_of(const std::string& item);

/// A category of which nobody can say whether it is as before.
struct NotCompared {
    std::string host;
    std::string category;
    std::string why;  ///< what the host said; empty: its agent is too old to look
    bool operator==(const NotCompared&) const = default;
};
BOOST_DESCRIBE_STRUCT(NotCompared, (), (host, category, why))

/// Of these categories facts count only where both sides looked (`seen:CATEGORY` is "yes").
struct Categories {
    std::vector<std::string> names;
    std::string seen_prefix;
    std::string seen_yes;
};

struct Comparison {
    std::vector<Difference> differences;
    std::vector<NotCompared> not_compared;  ///< without their host
};

/// `expected`: item prefixes that may differ; such differences are listed and marked.
Comparison compare(const Facts& before, const Facts& after,
                   const std::vector<std::string>& expected, const Categories& categories = {});

}  // namespace firedrill::measure
