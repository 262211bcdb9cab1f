// A port of 127.0.0.1 that can be opened and closed again and again.
//
// A second socket, bound and never listening, holds the port meanwhile: nobody else gets it, and
// the kernel does not choose it for a client that would then talk to itself. One thread.
#pragma once

#include "core/base/result.hpp"
#include "orchestrator/calibration/descriptor.hpp"

namespace firedrill::calibration {

class Listening {
public:
    /// Takes a free port and listens.
    static Result<Listening> on_free_port();

    int port() const { return port_; }
    int descriptor() const { return listener_.get(); }
    Result<void> open();
    void close() { listener_.close(); }
    /// Not open where nobody waits.
    Descriptor accept() const;
    /// From now on only two may wait to be accepted, or (false) as many as usual.
    void narrow(bool narrow) const;
    /// As many wait as may: the kernel drops whoever else asks, unanswered.
    bool full() const;

private:
    Descriptor holder_;
    Descriptor listener_;
    int port_ = 0;
};

/// A client's socket that has begun to connect there, without waiting for the answer.
Descriptor begin_connecting(int port);

}  // namespace firedrill::calibration
