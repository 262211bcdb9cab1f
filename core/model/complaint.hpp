// A complaint about what a user wrote: what is wrong, where, and what to do. Both languages are
// filled in at once, so that whoever shows it needs no catalogue. Plain values.
#pragma once

#include "core/base/text.hpp"
#include "core/model/place.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::model {

enum class Severity { error, warning, notice };
BOOST_DESCRIBE_ENUM(Severity, error, warning, notice)

struct Complaint {
    std::string file;  ///< relative to the workspace
    int line = 0;
    int column = 0;
    int length = 0;
    Severity severity = Severity::error;
    Text what;
    Text where;   ///< "services[order-entry].rto; keys allowed here: …"
    Text hint;    ///< "did you mean …"
    Text remedy;  ///< what to do
    bool operator==(const Complaint&) const = default;
};
BOOST_DESCRIBE_STRUCT(Complaint, (),
                      (file, line, column, length, severity, what, where, hint, remedy))

using Complaints = std::vector<Complaint>;

bool has_errors(const Complaints& complaints);

/// A message in both languages.
template <class... Args>
Text both(const Message& message, const Args&... args) {
    return {say(Language::en, message, args...), say(Language::zh, message, args...)};
}
inline Text plain(const std::string& text) {
    return {text, text};
}

/// The candidate that `word` is most likely a slip of; empty if none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
/// "did you mean …", or nothing.
Text did_you_mean(std::string_view word, const std::vector<std::string>& candidates);
/// "a, b, c", cut after 12.
std::string listed(const std::vector<std::string>& names);

/// Sorts by file (in this order), line and column, and drops repetitions.
void tidy(Complaints& complaints, const std::vector<std::string>& files);

}  // namespace firedrill::model
