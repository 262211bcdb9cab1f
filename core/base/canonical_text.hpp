// A cursor over canonical JSON (json.hpp): takes one token after the other, and builds no tree.
//
// It understands only what canonical() writes. Every function says false where something else
// stands; the cursor is of no use then. It refers to the text. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace firedrill {

class CanonicalText {
public:
    explicit CanonicalText(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool take(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    bool take(std::string_view wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }
    bool integer(std::int64_t& out);
    bool text(std::string& out);
    /// A text without escapes and beyond ASCII: names of members and of enumerators.
    bool name(std::string_view& out);
    /// Passes a member's value over; what is inside it is not looked at closely.
    bool skip();

private:
    bool skip_text();
    bool escaped(std::string& out);

    std::string_view rest_;
};

}  // namespace firedrill
