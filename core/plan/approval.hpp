// An approval: one person's signature under one plan, for a time, for one drill. It is made where
// the person's key is, and carried by whoever runs the drill: who carries it cannot make one, and
// cannot change it.
//
// The signature covers every other member (canonical JSON behind a purpose line), so that a file of
// one version means the same in every later one. Values; pure.
#pragma once

#include "core/base/result.hpp"
#include "core/base/signature.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>

namespace firedrill::plan {

struct Approval {
    int format = 1;
    std::string id;     ///< random, 32 hexadecimal digits: what is remembered when it is used
    std::string plan;   ///< hash of the plan
    std::string drill;  ///< empty: the first drill of this plan that begins with it
    std::string step;   ///< the approve step that it answers; empty: the plan, so that it may begin
    std::string person;  ///< id in people.yaml
    Nanos from{};        ///< wall time: a drill begins, or a step is approved, at or after this
    Nanos until{};       ///< and before this
    std::string key;     ///< public key of the person
    std::string signature;
    bool operator==(const Approval&) const = default;
};
BOOST_DESCRIBE_STRUCT(Approval, (),
                      (format, id, plan, drill, step, person, from, until, key, signature))

inline constexpr std::size_t approval_bytes_max = 4U << 10U;
/// Nobody signs for ever.
inline constexpr Nanos approval_window_max = std::chrono::hours{31 * 24};
/// How many one plan carries.
inline constexpr std::size_t approvals_max = 16;

/// With the key and the signature filled in.
Approval sign(Approval approval, const PrivateKey& key);

/// One line, as it stands in a file and travels to the agents.
std::string approval_text(const Approval& approval);
/// Reads what approval_text() wrote, blanks around it allowed. A format, an id, a window or a key
/// that is none is invalid_input; whether the signature is genuine is_genuine() says.
Result<Approval> read_approval(std::string_view text);
bool is_genuine(const Approval& approval);

/// What an approval is held against.
struct Occasion {
    std::string_view plan;   ///< hash
    std::string_view drill;  ///< empty: it has no name yet
    std::string_view step;   ///< empty: the plan
    Nanos wall{};            ///< UTC
    Nanos grace{};           ///< after `until`: the drill had begun before it
};
/// refused, with the reason for people, where it does not stand for this occasion.
Result<void> stands_for(const Approval& approval, const Occasion& occasion, Language language);

}  // namespace firedrill::plan
