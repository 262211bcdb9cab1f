// People who sign plans, for tests.
#pragma once

#include "core/agent/policy.hpp"
#include "core/base/hash.hpp"

#include <string>
#include <vector>

namespace firedrill::test {

/// The same name always has the same key.
inline PrivateKey key_of(const std::string& person) {
    const std::string digest = sha256_hex(person);
    return *PrivateKey::read("ed25519-private:" + digest);
}

inline constexpr Nanos signing_time = std::chrono::hours{24 * 365 * 57};  // in 2026

/// Signs this plan for a day; `change` is made before the signature.
template <class F>
plan::Approval approval_of(const std::string& person, const std::string& hash, F&& change) {
    plan::Approval out{.id = sha256_hex(person + hash).substr(0, 32),
                       .plan = hash,
                       .drill = {},
                       .step = {},
                       .person = person,
                       .from = signing_time,
                       .until = signing_time + std::chrono::hours{24},
                       .key = {},
                       .signature = {}};
    change(out);
    return plan::sign(std::move(out), key_of(person));
}
inline plan::Approval approval_of(const std::string& person, const std::string& hash) {
    return approval_of(person, hash, [](auto&) {});
}

inline agent::Approvers approvers_of(int quorum, const std::vector<std::string>& people) {
    agent::Approvers out{.quorum = quorum, .keys = {}};
    for (const std::string& person : people)
        out.keys.push_back({.person = person, .key = key_of(person).public_key()});
    return out;
}

}  // namespace firedrill::test
