// Where something was written, and words that know where they stand, so that a complaint about a
// reference can show its line long after the file was read. Plain values.
#pragma once

#include "core/base/time.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::model {

/// Lines and columns count from 1, columns in characters. line 0: nowhere in particular.
struct Place {
    int file = -1;  ///< index into Workspace::files
    int line = 0;
    int column = 0;
    int length = 0;
};

/// An id, a reference or an argument as it was written.
struct Word {
    std::string text;
    Place place;
    bool empty() const { return text.empty(); }
};
using Words = std::vector<Word>;
using WordMap = std::map<std::string, Word>;

/// A length of time, or a pattern with placeholders that becomes one when the plan is compiled.
struct Duration {
    Nanos value{};
    std::string pattern;
    Place place;
    bool given() const { return place.line != 0; }
};

}  // namespace firedrill::model
