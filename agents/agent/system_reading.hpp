// What the system's tools print, as facts of a snapshot: numeric, in one spelling, and without what
// changes by itself (counters, lifetimes, numbers that the kernel chose). Pure.
//
//   addresses:eth0                     "up mtu 1500"
//   addresses:eth0 10.0.1.5/24         "global brd 10.0.1.255"
//   routes:ipv4 main default metric 100   "via 10.0.1.1 dev eth0"
//   routes:ipv4 rule 32766             "from all lookup main"
//   nft:inet filter chain input        its lines, with "; " between
//   tc:eth0 root                       "fq_codel limit 10240p …"
//   units:ssh.service                  "active, enabled"
#pragma once

#include "agents/agent/fact_sheet.hpp"

#include <string>

namespace firedrill::agent::reading {

/// Of `ip -json address show`.
Result<Facts> addresses(const std::string& text);
/// Of `ip -4|-6 route show table all`; `family` is "ipv4" or "ipv6".
Facts routes(const std::string& family, const std::string& text);
/// Of `ip -4|-6 rule show`.
Facts rules(const std::string& family, const std::string& text);
/// Of `nft -s -n list ruleset`. Left out: our own tables, which are told as faults and fences, and
/// elements that packets bring into sets or time takes out of them.
Facts rulesets(const std::string& text);
/// Of `tc qdisc show`.
Facts queues(const std::string& text);
/// Of `systemctl list-units` (what is active or failed) and `list-unit-files`. Without units that
/// come and go with the sessions of people.
Facts units(const std::string& active, const std::string& files);

}  // namespace firedrill::agent::reading
