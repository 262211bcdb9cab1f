// A link to one resident program: keeps a connection up, greets, measures clocks, beats, fetches
// artifacts, and hands everything else to its listener.
//
// All of one thread. send() never blocks; what is sent while the link is down is dropped (whoever
// wants it repeats it after connected()). The link's coroutine is owned here: stop() ends and
// awaits it, and must be awaited before the Link goes away.
#pragma once

#include "core/plan/action.hpp"
#include "core/wire/message.hpp"
#include "orchestrator/links/clock_exchange.hpp"
#include "orchestrator/links/fetches.hpp"
#include "orchestrator/links/pipe.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace firedrill::links {

class Link;

/// What a link tells. Called on the link's thread, never from inside send() or fetch().
class Listener {
public:
    virtual ~Listener() = default;
    virtual void connected(Link& link, const wire::Welcome& welcome) = 0;
    /// The connection broke, or could not be made; the link tries again. Told once per break.
    virtual void lost(Link& link, const Error& why) = 0;
    virtual void received(Link& link, wire::Message message) = 0;
    virtual void clock_measured(Link& link, const KeptSample& sample) = 0;
};

struct LinkSettings {
    std::string host;
    plan::Performer program = plan::Performer::agent;
    std::string version;  ///< ours
    std::chrono::milliseconds beat{1'000};
    std::chrono::milliseconds silence{3'500};
    std::chrono::milliseconds retry_first{100};
    std::chrono::milliseconds retry_most{2'000};
};

class Link {
public:
    Link(asio::any_io_executor executor, LinkSettings settings,
         std::unique_ptr<Connector> connector, ArtifactSink& sink, Listener& listener);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    void start();
    Task<void> stop();

    bool up() const { return up_; }
    /// Why there is no connection; empty while there is one.
    const std::string& down_because() const { return down_because_; }
    /// It was tried at least once without success since it was last up.
    bool has_failed() const { return told_lost_; }
    const std::string& host() const { return settings_.host; }
    plan::Performer program() const { return settings_.program; }
    std::string place() const { return connector_->place(); }

    void send(const wire::Message& message);
    /// From now on each beat renews this drill.
    void renew(std::string drill, std::int64_t epoch);
    /// Measures the clock with a burst; its best exchange goes to clock_measured.
    void measure_clock();
    void fetch(const Artifact& artifact, Fetched done);
    /// Lets everything that was sent leave, at most for a second.
    Task<void> flush();

private:
    Task<void> run();
    Task<Result<void>> connection();
    Task<Result<void>> greet();
    Result<wire::Welcome> check_greeting(const wire::Message& message) const;
    bool went_down(const Result<void>& ended);  ///< says whether it had been up
    Task<Result<void>> read_all();
    Task<Result<void>> write_all();
    Task<Result<void>> beat();
    /// The peer counts a lease from its answer to the heartbeat before (docs/wire_protocol.md):
    /// each beat sends one, and another as soon as that one is answered.
    enum class Renewal { none, sent, confirming };
    void send_renew(Renewal as);
    void renewed();
    Task<Result<std::size_t>> read_more();
    Result<void> take(wire::Message message);
    void ping(const wire::ClockPing& ping);
    void send_if(const std::optional<wire::Fetch>& fetch);

    asio::any_io_executor executor_;
    LinkSettings settings_;
    std::unique_ptr<Connector> connector_;
    Listener& listener_;
    ClockExchange clock_;
    Fetches fetches_;
    std::unique_ptr<Pipe> pipe_;
    wire::FrameReader frames_;
    std::vector<char> buffer_;
    std::string outbox_;
    bool writing_ = false;
    Signal outbox_filled_;
    Signal outbox_empty_;
    Signal ended_;
    Signal stop_asked_;
    Nanos last_heard_{};
    Nanos read_at_{};
    std::string renewed_drill_;
    std::int64_t renewed_epoch_ = 0;
    Renewal renewal_ = Renewal::none;
    std::string down_because_ = "not connected yet";
    bool up_ = false;
    bool running_ = false;
    bool stopping_ = false;
    bool told_lost_ = false;
};

}  // namespace firedrill::links
