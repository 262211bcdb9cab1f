// DnsSession: asks one name server for one name, over UDP. It waits for the answer to its own
// question (number and name); whoever else answers is not heard.
#pragma once

#include "agents/probe/session.hpp"
#include "agents/probe/tcp_address.hpp"
#include "core/base/text.hpp"
#include "core/plan/connection.hpp"

#include <boost/asio/ip/udp.hpp>

#include <cstdint>
#include <memory>
#include <span>

namespace firedrill::probe {

struct DnsService {
    TcpAddress server;
    plan::DnsQuestion question;
    int type = 0;  ///< its number in the protocol
    Language language = Language::en;
};
Result<DnsService> dns_service(const plan::Connection& connection, Language language);

class DnsSession final : public ShortSession {
public:
    DnsSession(const asio::any_io_executor& executor, std::shared_ptr<const DnsService> service);

    asio::awaitable<Result<void>> ask() override;
    void cancel() override;

private:
    std::shared_ptr<const DnsService> service_;
    asio::ip::udp::socket socket_;
    bool cancelled_ = false;
};

using Packet = std::vector<unsigned char>;

/// The question as it travels.
Result<Packet> dns_query(const DnsService& service);
/// False: an answer to something else.
bool answers_query(const DnsService& service, std::span<const unsigned char> query,
                   std::span<const unsigned char> answer);
/// Whether it is what was expected; the error (io) says what is not.
Result<void> judge_dns(const DnsService& service, std::span<const unsigned char> answer);

}  // namespace firedrill::probe
