// One record set of a zone, and how it is replaced by RFC 2136: the request is bound to what must
// be there now (`yxrrset`), so that nothing is overwritten that somebody else has changed. Pure.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace firedrill::agent::dns {

using Values = std::set<std::string>;

struct Record {
    std::string server;  ///< address of the zone's primary server
    int port = 53;
    std::string zone;
    std::string name;  ///< in the zone
    std::string type;  ///< A, AAAA or CNAME
    std::int64_t ttl = 0;
    Values from;
    Values to;
    std::string key;  ///< file of a TSIG key; empty: none
};

/// SERVER PORT ZONE NAME TYPE TTL FROM TO KEY; FROM and TO may hold several values with blanks
/// between, KEY may be "-". Everything is checked: it becomes lines of a script.
Result<Record> read_record(const std::vector<std::string>& words, Language language);

/// For nsupdate: as long as the set is exactly `now`, it becomes `then`.
std::string update_script(const Record& record, const Values& now, const Values& then);

/// What an authoritative server answers.
struct Answer {
    std::string status;  ///< "NOERROR"
    bool authoritative = false;
    Values values;  ///< of the type that was asked for
    std::int64_t ttl = -1;
};
/// Of `dig +noall +comments +answer`.
Answer read_answer(const std::string& text, const std::string& type);

}  // namespace firedrill::agent::dns
