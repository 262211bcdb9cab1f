// An ssh connection to one host: logged in, and good for many channels, each of which is a Pipe.
//
// Everything runs on the executor's thread: libssh never blocks here, it is called when its socket
// is ready. A session ends when its socket does, or by close(); its pipes end with it.
#pragma once

#include "orchestrator/links/pipe.hpp"
#include "orchestrator/links/ssh_target.hpp"

#include <libssh/libssh.h>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <memory>
#include <set>
#include <string>

namespace firedrill::links {

class SshChannel;

/// What a program did that ran to its end.
struct SshCalled {
    int exit = -1;  ///< -1: a signal ended it
    std::string output;
    std::string complaint;  ///< of its standard error, the first 4 KiB
};

class SshSession : public std::enable_shared_from_this<SshSession> {
public:
    using Ptr = std::shared_ptr<SshSession>;

    /// Greets over a connected stream socket (which it owns from now on), checks the host's key and
    /// logs in. refused: the host's key or we ourselves are not accepted.
    static Task<Result<Ptr>> open(asio::any_io_executor executor, int socket, SshHop hop,
                                  const SshTarget& target);
    ~SshSession();
    SshSession(const SshSession&) = delete;
    SshSession& operator=(const SshSession&) = delete;

    /// Runs a program there; its standard streams are the pipe. The far side's shell reads the
    /// command: it must be made of words that plan::is_plain_word().
    Task<Result<std::unique_ptr<Pipe>>> run(std::string command);
    /// Runs it to its end, gives it the input, and returns what it said (at most 1 MiB).
    Task<Result<SshCalled>> call(std::string command, std::string input);
    /// A connection that the host makes for us.
    Task<Result<std::unique_ptr<Pipe>>> forward(std::string address, int port);

    bool alive() const { return alive_; }
    void close();
    const SshHop& hop() const { return hop_; }

private:
    friend class SshChannel;
    friend class SshLogin;

    SshSession(asio::any_io_executor executor, int socket, SshHop hop);

    Result<void> prepare(const SshTarget& target);
    Task<bool> ready();
    /// Lets libssh read and write what is ready, and wakes whoever waits for that.
    void turn();
    Task<bool> flushed();
    bool has_output() const;
    /// Calls until it says something else than `again`.
    template <class Call>
    Task<int> repeat(Call call, int again) {
        for (;;) {
            const int answer = call();
            if (answer != again || !co_await ready()) co_return answer;
        }
    }
    /// The same once the pump runs, which does the waiting for everybody.
    template <class Call>
    Task<int> await(Call call) {
        for (;;) {
            const int answer = tell_others(call);
            if (answer != SSH_AGAIN || !alive_) co_return answer;
            co_await moved_.wait();
        }
    }
    /// Any call into libssh may read what came for somebody else.
    template <class Call>
    int tell_others(Call call) {
        const bool more = is_readable();
        const int answer = call();
        if (more) moved_.notify();
        return answer;
    }
    bool is_readable() const;
    Task<Result<std::unique_ptr<SshChannel>>> start(std::string command);
    Task<void> pump();
    void start_pump();
    Error broken(const std::string& what) const;

    asio::any_io_executor executor_;
    asio::posix::stream_descriptor socket_;
    SshHop hop_;
    ssh_session session_;
    ssh_event event_;
    Signal moved_;  ///< something came or went
    std::set<SshChannel*> channels_;
    bool alive_ = true;
};

}  // namespace firedrill::links
