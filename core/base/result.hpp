// Result and Error: how every room reports what the world refused.
//
// A failed step of a drill is an Outcome (core/drill), not an Error: an Error means that this
// program could not do what it was asked. Exceptions of libraries are caught at the edge of the
// room that calls them. Values; free of threads.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace firedrill {

/// Why something could not be done. Each value maps to one exit code (exit_code.hpp).
enum class Errc {
    usage = 1,      ///< the command line does not say what to do
    invalid_input,  ///< a file, frame or value from outside breaks its format
    not_found,      ///< a named thing does not exist
    refused,        ///< policy, window, approval, lock or identity forbids it
    busy,           ///< somebody else holds it
    unreachable,    ///< a peer did not answer, or the link broke
    io,             ///< the operating system or the database reported an error
    timeout,        ///< a deadline passed
    no_room,        ///< the disk is full
    corrupt,        ///< stored data is not what was written
    diverged,       ///< the journal is not one that this machine would have written
    internal,       ///< a defect of Firedrill
};

/// What went wrong, where, and what the reader can do about it. `remedy` may be empty.
struct Error {
    Errc code = Errc::internal;
    std::string what;
    std::string remedy;
};

/// One line: "what; remedy".
std::string describe(const Error& error);

std::string_view name(Errc code);

/// Needed by Result::value(); throws std::runtime_error with describe(error).
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Error>;

inline Error fail(Errc code, std::string what, std::string remedy = {}) {
    return Error{code, std::move(what), std::move(remedy)};
}

}  // namespace firedrill

/// Declares `name` as the value of `expr`, or returns its error from the enclosing function.
#define DRILL_TRY(name, expr)                         \
    auto name##_result = (expr);                      \
    if (!name##_result) return name##_result.error(); \
    auto& name = *name##_result

/// The same for a Result<void>.
#define DRILL_CHECK(expr) \
    if (auto drill_check_result = (expr); !drill_check_result) return drill_check_result.error()

#define DRILL_CO_TRY(name, expr)                         \
    auto name##_result = (expr);                         \
    if (!name##_result) co_return name##_result.error(); \
    auto& name = *name##_result

#define DRILL_CO_CHECK(expr) \
    if (auto drill_check_result = (expr); !drill_check_result) co_return drill_check_result.error()
