#include "agents/probe/spool.hpp"

#include <fcntl.h>

namespace firedrill::probe {

Result<std::unique_ptr<Spool>> Spool::create(const asio::any_io_executor& executor,
                                             const std::string& path, Nanos delay) {
    DRILL_TRY(file, resident::open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND));
    return std::unique_ptr<Spool>(new Spool(executor, std::move(file), path, delay));
}

Spool::Spool(const asio::any_io_executor& executor, resident::Fd file, std::string path,
             Nanos delay)
    : file_(std::move(file)), path_(std::move(path)), delay_(delay), timer_(executor) {}

Spool::~Spool() {
    *alive_ = false;
    flush();
}

void Spool::append(std::string_view line) {
    const bool armed = !buffer_.empty();
    buffer_.append(line);
    if (armed) return;
    timer_.expires_after(delay_);
    timer_.async_wait([this, alive = alive_](const boost::system::error_code& ec) {
        if (!ec && *alive) flush();
    });
}

void Spool::flush() {
    if (buffer_.empty()) return;
    const auto written = resident::write_all(file_.get(), buffer_);
    if (!written && failed_.empty()) failed_ = describe(written.error());
    buffer_.clear();
}

}  // namespace firedrill::probe
