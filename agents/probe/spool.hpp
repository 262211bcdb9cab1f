// Spool: an append-only file of lines that outlives the program. A kill -9 costs at most what was
// appended in the last `delay`; flush() costs nothing more than one write(2). One thread.
#pragma once

#include "agents/resident/files.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace firedrill::probe {

namespace asio = boost::asio;

class Spool {
public:
    /// Creates the file; it must not exist.
    static Result<std::unique_ptr<Spool>> create(const asio::any_io_executor& executor,
                                                 const std::string& path, Nanos delay);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    void append(std::string_view line);
    /// Hands everything to the kernel. An error (disk full) stays: see failed().
    void flush();
    /// Why the file is not whole; empty while it is.
    const std::string& failed() const { return failed_; }
    const std::string& path() const { return path_; }

private:
    Spool(const asio::any_io_executor& executor, resident::Fd file, std::string path, Nanos delay);

    resident::Fd file_;
    std::string path_;
    Nanos delay_;
    std::string buffer_;
    std::string failed_;
    asio::steady_timer timer_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  ///< guards the timer's handler
};

}  // namespace firedrill::probe
