// What passes over the control socket: one request, one answer, each a frame as on the wire
// (core/wire). Values.
#pragma once

#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firedrill::control {

enum class Verb {
    status,
    abort,
    approve,
    refuse,
    confirm,  ///< also of a held step: it happened
    choose,
    note,
    pause,
    go_on,
    skip,
    retry,
};
BOOST_DESCRIBE_ENUM(Verb, status, abort, approve, refuse, confirm, choose, note, pause, go_on, skip,
                    retry)

struct Request {
    Verb verb = Verb::status;
    std::string drill;  ///< empty: the one that runs
    std::string step;
    std::string option;                   ///< of choose
    std::string person;                   ///< --as; empty: the account
    std::string why;                      ///< reason, or the text of a note
    std::optional<Nanos> happened;        ///< confirmed later: wall time at which it happened
    bool did_not_happen = false;          ///< of retry: the attempts before had no effect
    std::optional<std::string> approval;  ///< of approve: the signed answer, as its file has it
};
BOOST_DESCRIBE_STRUCT(Request, (),
                      (verb, drill, step, option, person, why, happened, did_not_happen, approval))

struct Answer {
    std::int64_t code = 0;  ///< 0, or an Errc
    std::string what;
    std::string remedy;
    std::string drill;  ///< the one that runs
    std::int64_t pid = 0;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (code, what, remedy, drill, pid))

Answer answer_of(const Result<void>& result);
Result<void> result_of(const Answer& answer);

inline constexpr std::size_t frame_bytes_max = 64U << 10U;

}  // namespace firedrill::control
