// A service that implements docs/drill_write_contract.md, as a team would: in memory, with
// mistakes that a test asks for. One thread.
#pragma once

#include "tests/agents/probe/harness.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace firedrill::test {

class ContractService {
public:
    enum class Mode { right, loses, warns, refuses, fails, repeats };

    ContractService() : door_(context_, {asio::ip::address_v4::loopback(), 0}) {
        url_ =
            "http://127.0.0.1:" + std::to_string(door_.local_endpoint().port()) + "/drill-writes";
        accept();
        thread_ = std::thread([this] { context_.run(); });
    }
    ~ContractService() {
        context_.stop();
        thread_.join();
    }
    ContractService(const ContractService&) = delete;
    ContractService& operator=(const ContractService&) = delete;

    void becomes(Mode mode) { mode_ = mode; }
    const std::string& url() const { return url_; }
    std::string health() const { return url_.substr(0, url_.rfind('/')) + "/health"; }
    std::size_t runs() const {
        const std::scoped_lock lock(mutex_);
        return rows_.size();
    }
    std::size_t rows() const {
        const std::scoped_lock lock(mutex_);
        return rows_.empty() ? 0 : rows_.begin()->second.size();
    }

private:
    using Request = boost::beast::http::request<boost::beast::http::string_body>;
    using Answer = boost::beast::http::response<boost::beast::http::string_body>;
    struct Guest {
        explicit Guest(asio::ip::tcp::socket taken) : socket(std::move(taken)) {}
        asio::ip::tcp::socket socket;
        boost::beast::flat_buffer buffer;
        Request request;
        Answer answer;
    };

    void accept() {
        door_.async_accept([this](const auto& ec, asio::ip::tcp::socket socket) {
            if (ec) return;
            serve(std::make_shared<Guest>(std::move(socket)));
            accept();
        });
    }
    void serve(const std::shared_ptr<Guest>& guest) {
        guest->request = {};
        boost::beast::http::async_read(guest->socket, guest->buffer, guest->request,
                                       [this, guest](const auto& ec, std::size_t) {
                                           if (ec) return;
                                           guest->answer = answer_to(guest->request);
                                           guest->answer.prepare_payload();
                                           reply(guest);
                                       });
    }
    void reply(const std::shared_ptr<Guest>& guest) {
        boost::beast::http::async_write(guest->socket, guest->answer,
                                        [this, guest](const auto& ec, std::size_t) {
                                            if (!ec) serve(guest);
                                        });
    }
    Answer answer_to(const Request& request) {
        const std::scoped_lock lock(mutex_);
        const std::string target(request.target());
        if (target == "/health") return Answer{boost::beast::http::status::ok, 11, "up"};
        const std::string run = target.substr(target.rfind('/') + 1);
        switch (request.method()) {
            case boost::beast::http::verb::put: rows_[run]; break;
            case boost::beast::http::verb::delete_: rows_.erase(run); break;
            case boost::beast::http::verb::get: return all_of(run);
            default: return store(rows_[run], request.body());
        }
        return Answer{boost::beast::http::status::no_content, 11};
    }
    Answer all_of(const std::string& run) {
        std::string all;
        for (const std::string& row : rows_[run]) all += row;
        return Answer{boost::beast::http::status::ok, 11, all};
    }
    Answer store(std::vector<std::string>& rows, const std::string& row) {
        using boost::beast::http::status;
        const Mode mode = mode_;
        if (mode == Mode::refuses) return Answer{status::conflict, 11, "closed\n"};
        if (mode != Mode::loses) rows.push_back(row);
        if (mode == Mode::repeats) rows.push_back(row);
        if (mode == Mode::fails) return Answer{status::bad_gateway, 11};
        Answer out{status::created, 11};
        if (mode == Mode::warns) out.set("Firedrill-Warning", "the standby is away");
        return out;
    }

    asio::io_context context_{1};
    asio::ip::tcp::acceptor door_;
    std::string url_;
    mutable std::mutex mutex_;
    std::map<std::string, std::vector<std::string>> rows_;
    std::atomic<Mode> mode_{Mode::right};
    std::thread thread_;
};

}  // namespace firedrill::test
