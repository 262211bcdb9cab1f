#include "orchestrator/links/ssh_channel.hpp"

#include "core/base/visible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace firedrill::links {

namespace {

constexpr std::size_t complaint_bytes_max = 4096;

SshChannel& channel_of(void* self) {
    return *static_cast<SshChannel*>(self);
}

}  // namespace

SshChannel::SshChannel(SshSession::Ptr session)
    : session_(std::move(session)),
      channel_(ssh_channel_new(session_->session_)),
      came_(session_->executor_) {
    ssh_callbacks_init(&callbacks_);
    callbacks_.userdata = this;
    callbacks_.channel_data_function = on_data;
    callbacks_.channel_close_function = on_end;
    callbacks_.channel_exit_status_function = on_exit;
    if (channel_ != nullptr) ssh_set_channel_callbacks(channel_, &callbacks_);
    session_->channels_.insert(this);
}

SshChannel::~SshChannel() {
    close();
    session_->channels_.erase(this);
    if (channel_ == nullptr) return;
    ssh_remove_channel_callbacks(channel_, &callbacks_);
    ssh_channel_free(channel_);
}

int SshChannel::on_data(ssh_session, ssh_channel, void* data, std::uint32_t size, int is_error,
                        void* self) {
    SshChannel& channel = channel_of(self);
    const std::string_view bytes(static_cast<const char*>(data), size);
    if (is_error == 0)
        channel.inbox_ += bytes;
    else
        channel.complaint_ += bytes.substr(
            0, complaint_bytes_max - std::min(complaint_bytes_max, channel.complaint_.size()));
    channel.came_.notify();
    return static_cast<int>(size);
}

void SshChannel::on_end(ssh_session, ssh_channel, void* self) {
    channel_of(self).ended_ = true;
    channel_of(self).came_.notify();
}

void SshChannel::on_exit(ssh_session, ssh_channel, int status, void* self) {
    channel_of(self).exit_status_ = status;
}

Result<void> SshChannel::settle(int answer, const std::string& what) const {
    if (answer == SSH_OK) return {};
    if (!session_->alive()) return ended();
    return session_->broken(what);
}

Task<Result<void>> SshChannel::open_session() {
    if (channel_ == nullptr) co_return fail(Errc::internal, "no memory for an ssh channel");
    const int answer =
        co_await session_->await([this] { return ssh_channel_open_session(channel_); });
    co_return settle(answer, "cannot open a channel to");
}

Task<Result<void>> SshChannel::open_forward(std::string address, int port) {
    if (channel_ == nullptr) co_return fail(Errc::internal, "no memory for an ssh channel");
    const int answer = co_await session_->await(
        [&] { return ssh_channel_open_forward(channel_, address.c_str(), port, "127.0.0.1", 0); });
    co_return settle(answer, fmt::format("cannot reach {}:{} through", address, port));
}

Task<Result<void>> SshChannel::execute(std::string command) {
    const int answer = co_await session_->await(
        [&] { return ssh_channel_request_exec(channel_, command.c_str()); });
    co_return settle(answer, "cannot run a program on");
}

Error SshChannel::ended() const {
    if (!session_->alive())
        return fail(Errc::unreachable,
                    "the ssh connection to " + place_of(session_->hop()) + " ended");
    std::string what = place_of(session_->hop()) + " closed the channel";
    if (!complaint_.empty()) what += ": " + visible(complaint_, 300);
    if (exit_status_ == 127)
        return fail(Errc::not_found, what,
                    "is firedrill installed there? firedrill agent install HOST");
    return fail(Errc::unreachable, what);
}

Task<Result<std::size_t>> SshChannel::read_some(std::span<char> buffer) {
    while (inbox_.empty()) {
        if (ended_ || closed_ || !session_->alive()) co_return ended();
        co_await came_.wait();
    }
    const std::size_t count = std::min(buffer.size(), inbox_.size());
    std::memcpy(buffer.data(), inbox_.data(), count);
    inbox_.erase(0, count);
    co_return count;
}

Task<Result<void>> SshChannel::write_all(std::string bytes) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
        if (ended_ || closed_ || !session_->alive()) co_return ended();
        const int written = session_->tell_others([&] {
            return ssh_channel_write(channel_, rest.data(),
                                     static_cast<std::uint32_t>(rest.size()));
        });
        if (written < 0) co_return session_->broken("cannot write to");
        rest.remove_prefix(static_cast<std::size_t>(written));
        // What makes room may come while we flush: only who could write nothing waits for it.
        if (written == 0)
            co_await session_->moved_.wait();
        else if (!co_await session_->flushed())
            co_return ended();
    }
    co_return Result<void>{};
}

void SshChannel::end_input() {
    session_->tell_others([this] { return ssh_channel_send_eof(channel_); });
    session_->turn();
}

void SshChannel::close() {
    if (std::exchange(closed_, true)) return;
    if (channel_ != nullptr && session_->alive()) {
        session_->tell_others([this] { return ssh_channel_close(channel_); });
        session_->turn();
    }
    came_.notify();
}

}  // namespace firedrill::links
