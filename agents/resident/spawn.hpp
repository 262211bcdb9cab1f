// Starts a coroutine whose end nobody awaits. An exception that leaves it is a bug of ours: the
// process ends, receipts and leases say what was under way.
#pragma once

#include "agents/resident/log.hpp"

#include <boost/asio/co_spawn.hpp>

#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

namespace firedrill::resident {

[[noreturn]] inline void end_with(const char* task, const char* what) {
    log(std::string(task) + ": " + what);
    std::abort();
}

template <class Executor, class Coroutine>
void spawn(const Executor& executor, const char* task, Coroutine&& coroutine) {
    boost::asio::co_spawn(executor, std::forward<Coroutine>(coroutine),
                          [task](const std::exception_ptr& error) {
                              if (!error) return;
                              try {
                                  std::rethrow_exception(error);
                              } catch (const std::exception& caught) {
                                  end_with(task, caught.what());
                              }
                          });
}

}  // namespace firedrill::resident
