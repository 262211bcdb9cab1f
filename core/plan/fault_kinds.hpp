// What each kind of fault and fence takes, and how it ends. One table for the compiler, the agent
// and the commands for people; an agent believes no plan and asks it again. Pure.
#pragma once

#include "core/base/text.hpp"
#include "core/plan/action.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace firedrill::plan {

enum class ValueType {
    text,
    words,      ///< a program and its arguments between blanks
    path,       ///< absolute
    target,     ///< absolute and plain, nothing that the system lives on (target.hpp)
    mount,      ///< absolute and plain, not of the system itself (target.hpp)
    mode,       ///< 0000..0777
    interface,  ///< eth0; not lo
    address,    ///< 10.0.1.100/24
    delay,      ///< 1ms..60s
    share,      ///< 0.01%..100%
    answer,     ///< drop, reject
    peers,      ///< addresses or networks between blanks or commas
    port,       ///< 1..65535
    direction,  ///< in, out, both
    bytes,      ///< 512MiB, 10GiB, 4096
    cores,      ///< 1..1024
    yes,        ///< true, or left out
};

struct ParameterRule {
    std::string_view name;
    ValueType type = ValueType::text;
};

struct KindRule {
    std::string_view kind;
    std::vector<ParameterRule> one_of;    ///< exactly one of them
    std::vector<ParameterRule> required;  ///< each of them
    std::vector<ParameterRule> optional;
};

/// Null: no such kind of fault or fence.
const KindRule* find_kind(std::string_view kind);
const ParameterRule* find_parameter(const KindRule& rule, std::string_view name);
std::vector<std::string> parameters_of(const KindRule& rule);

bool has_type(ValueType type, std::string_view value);
/// How a value of this type is written.
const Message& way_to_write(ValueType type);

/// Whether the parameters are those of the kind, all of them and each of its type.
Result<void> check_parameters(std::string_view kind, const Parameters& with, Language language);

}  // namespace firedrill::plan
