// A text with typed holes: `server %{address:address}:%{port:port};`. Every hole gets a value of
// its type, and every value has a hole; anything else is refused. Pure.
//
//   address   an IPv4 or IPv6 address          name      letters, digits and -_. , as a host has
//   port      1 .. 65535                       path      /absolute, plain, without blanks
//   integer   up to 18 digits, perhaps with a sign
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"

#include <map>
#include <string>

namespace firedrill::agent {

using TemplateValues = std::map<std::string, std::string>;

/// "address=10.0.1.5 port=80": words with blanks between.
Result<TemplateValues> read_template_values(const std::string& words, Language language);

Result<std::string> fill_template(const std::string& text, const TemplateValues& values,
                                  Language language);

}  // namespace firedrill::agent
