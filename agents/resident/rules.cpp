#include "agents/resident/rules.hpp"

#include "agents/resident/log.hpp"

#include <algorithm>
#include <csignal>
#include <iterator>

namespace firedrill::resident {

namespace {

void log_missing(const char* sign, std::vector<std::string> here, std::vector<std::string> there) {
    std::ranges::sort(here);
    std::ranges::sort(there);
    std::vector<std::string> only;
    std::ranges::set_difference(here, there, std::back_inserter(only));
    for (const std::string& line : only) log(std::string("policy: ") + sign + " " + line);
}

}  // namespace

Result<Rules> Rules::open(ReadPolicy read, std::string path) {
    DRILL_TRY(first, read(path));
    return Rules(std::move(read), std::move(path), std::move(first));
}

void Rules::watch(const asio::any_io_executor& executor, Observer changed) {
    changed_ = std::move(changed);
    signals_ = std::make_unique<asio::signal_set>(executor, SIGHUP);
    await_signal();
}

void Rules::await_signal() {
    signals_->async_wait([this](const boost::system::error_code& ec, int) {
        if (ec) return;
        read_again();
        await_signal();
    });
}

void Rules::read_again() {
    auto next = reader_(path_);
    if (!next) {
        log("policy: NOT CHANGED, the one before still holds: " + describe(next.error()));
        return;
    }
    log("policy: " + path_ + " was read again" +
        (next->lines == read_.lines ? ", nothing changed" : ""));
    log_missing("-", read_.lines, next->lines);
    log_missing("+", next->lines, read_.lines);
    read_ = std::move(*next);
    changed_(read_.policy);
}

}  // namespace firedrill::resident
