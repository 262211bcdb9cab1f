// One channel of an ssh session as a Pipe. What the far side says on its standard error is kept
// (the first 4 KiB) and becomes part of the error with which the pipe ends. One thread, the
// session's.
#pragma once

#include "orchestrator/links/ssh_session.hpp"

#include <libssh/callbacks.h>

namespace firedrill::links {

class SshChannel final : public Pipe {
public:
    explicit SshChannel(SshSession::Ptr session);
    ~SshChannel() override;
    SshChannel(const SshChannel&) = delete;
    SshChannel& operator=(const SshChannel&) = delete;

    Task<Result<void>> open_session();
    Task<Result<void>> open_forward(std::string address, int port);
    Task<Result<void>> execute(std::string command);

    Task<Result<std::size_t>> read_some(std::span<char> buffer) override;
    Task<Result<void>> write_all(std::string bytes) override;
    void close() override;

    void end_input();
    /// The far side has closed: nothing more comes.
    bool has_ended() const { return ended_; }
    int exit_status() const { return exit_status_; }
    const std::string& complaint() const { return complaint_; }
    /// The session ended.
    void wake() { came_.notify(); }

private:
    static int on_data(ssh_session, ssh_channel, void* data, std::uint32_t size, int is_error,
                       void* self);
    static void on_end(ssh_session, ssh_channel, void* self);
    static void on_exit(ssh_session, ssh_channel, int status, void* self);
    Result<void> settle(int answer, const std::string& what) const;
    Error ended() const;

    SshSession::Ptr session_;
    ssh_channel channel_;
    ssh_channel_callbacks_struct callbacks_{};
    Signal came_;
    std::string inbox_;
    std::string complaint_;
    int exit_status_ = -1;
    bool ended_ = false;
    bool closed_ = false;
};

}  // namespace firedrill::links
