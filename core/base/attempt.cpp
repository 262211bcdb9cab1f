#include "core/base/attempt.hpp"

#include <fmt/format.h>

namespace firedrill {

std::string to_text(const AttemptKey& key) {
    const std::string text = fmt::format("{}/{}/{}", key.drill, key.step, key.attempt);
    switch (key.part) {
        case Part::act: return text;
        case Part::check: return text + "/check";
        case Part::undo: return text + "/undo";
    }
    return text;
}

}  // namespace firedrill
