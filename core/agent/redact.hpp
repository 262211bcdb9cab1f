// Keeps secrets out of what a host says: each is replaced wherever it stands, in every spelling in
// which programs print it. Pure.
#pragma once

#include "core/base/attempt.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::agent {

/// Shorter ones would be found everywhere; they cannot be kept secret.
inline constexpr std::size_t secret_bytes_min = 4;
inline constexpr std::string_view secret_shown_as = "[secret]";

class Redactor {
public:
    /// As it is, with %XX, as hexadecimal digits, as base64 (also in the middle of a longer text),
    /// with the escapes of JSON and of shells. Ignored if it is shorter than secret_bytes_min.
    void add(std::string_view secret);
    bool empty() const { return spellings_.empty(); }

    std::string redacted(std::string text) const;
    /// Of the beginning of a longer text: a secret may have been cut at its end.
    std::string redacted_beginning(std::string text) const;
    /// Every text of a report that its performer made.
    void redact(AttemptReport& report) const;

private:
    std::vector<std::string> spellings_;  ///< the longest first
};

}  // namespace firedrill::agent
