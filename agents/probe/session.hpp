// Session: one conversation with a service, as a client of it has one: connected once, asked any
// number of times. What a Target keeps of several of them is in pooled_target.hpp.
//
// Words of an error are for people, in the language that the session was made with.
// One thread; one call at a time; cancel() and wake() may come at any moment.
#pragma once

#include "core/base/result.hpp"

#include <boost/asio/awaitable.hpp>

namespace firedrill::probe {

namespace asio = boost::asio;

class Session {
public:
    virtual ~Session() = default;

    /// Errors: refused (somebody answered, but not as a client needs it: password, certificate,
    /// role), timeout (nobody did, in the time that clients give), else there is nobody.
    virtual asio::awaitable<Result<void>> connect() = 0;

    /// A right answer, or why it was wrong (io); after any other error the session is over.
    virtual asio::awaitable<Result<void>> ask() = 0;

    /// Whether it can be asked again after a right answer.
    virtual bool lasts() const { return true; }

    /// Watches a session at rest. True: woken. False: the other side has ended it.
    virtual asio::awaitable<bool> idle() = 0;
    virtual void wake() = 0;

    /// The call under way ends with Errc::busy; the session is over.
    virtual void cancel() = 0;
};

/// For sessions that answer once.
class ShortSession : public Session {
public:
    asio::awaitable<Result<void>> connect() override { co_return Result<void>(); }
    bool lasts() const override { return false; }
    asio::awaitable<bool> idle() override { co_return false; }
    void wake() override {}
};

}  // namespace firedrill::probe
