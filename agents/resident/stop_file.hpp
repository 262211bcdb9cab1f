// StopFile: the kill switch of this host, a file that somebody makes. Watched with inotify, so that
// it costs nothing at rest and is noticed at once. One thread.
#pragma once

#include "core/base/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <functional>
#include <optional>
#include <string>

namespace firedrill::resident {

namespace asio = boost::asio;

class StopFile {
public:
    /// "/run/firedrill/STOP: its first line", or nothing: it is not there.
    using Observer = std::function<void(std::optional<std::string>)>;

    StopFile(const asio::any_io_executor& executor, std::string path);

    /// Tells `changed` of every change. An error where its directory cannot be watched: a switch
    /// that does not work is worse than none.
    Result<void> watch(Observer changed);
    /// Looks now, for when something is about to begin; tells `changed` too.
    void look();

private:
    void await_event();

    std::string path_;
    Observer changed_;
    std::optional<std::string> known_;
    asio::posix::stream_descriptor events_;
};

}  // namespace firedrill::resident
