// Match: visit a std::variant with one lambda per alternative; a missing one does not compile.
#pragma once

#include <variant>

namespace firedrill {

template <class... F>
struct Match : F... {
    using F::operator()...;
};
template <class... F>
Match(F...) -> Match<F...>;

template <class Variant, class... F>
decltype(auto) match(Variant&& value, F&&... handlers) {
    return std::visit(Match{std::forward<F>(handlers)...}, std::forward<Variant>(value));
}

}  // namespace firedrill
