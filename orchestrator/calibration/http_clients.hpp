// Clients of a small HTTP service: their connections, the requests that came whole, the answers.
// Only what our own probes send is understood. One thread; sockets never block it.
#pragma once

#include "core/base/time.hpp"
#include "orchestrator/calibration/descriptor.hpp"

#include <poll.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace firedrill::calibration {

struct HttpRequest {
    int client = -1;
    std::string method, target, body;
};

class HttpClients {
public:
    using Answer = std::function<void(const HttpRequest&)>;

    void add(Descriptor client);
    void append_to(std::vector<pollfd>& wanted) const;
    /// Reads what came and calls `answer` for each request that is whole.
    void read(const std::vector<pollfd>& ready, const Answer& answer);
    /// Of a client that has gone, nothing happens.
    void answer(int client, int status, const std::string& headers, const std::string& body);
    void close(int client) { clients_.erase(client); }
    void close_all() { clients_.clear(); }

private:
    struct Client {
        Descriptor socket;
        std::string unread;
    };
    bool read_from(Client& client) const;

    std::map<int, Client> clients_;
};

/// Waits until one of them is ready or the moment has come (CLOCK_MONOTONIC_RAW).
void wait_for(std::vector<pollfd>& wanted, Nanos until);

}  // namespace firedrill::calibration
