// Comparison of the end state with the baseline: facts by item, differences listed.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
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
    bool operator==(const Difference&) const = default;
};
BOOST_DESCRIBE_STRUCT(Difference, (), (item, before, after, expected))

/// `expected`: item prefixes that may differ; such differences are listed and marked.
std::vector<Difference> compare(const Facts& before, const Facts& after,
                                const std::vector<std::string>& expected);

}  // namespace firedrill::measure
