// Two sites with a real PostgreSQL primary and its standby, an agent at each, and a drill that cuts
// the primary off, fences it, promotes the standby, rebuilds and heals. Only root can have it. The
// calling thread is at site main. One thread.
#pragma once

#include "tests/crash/stage.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

#include <filesystem>
#include <string>

namespace firedrill::crash {

class Isolation {
    TemporaryDirectory place_;  // before all that lives in it
    test::TwoSites sites_;
    test::TwoSites::Inside inside_;

public:
    explicit Isolation(std::chrono::milliseconds lease);
    ~Isolation();

    test::PostgresServer primary;
    test::PostgresServer standby;
    Agent h1, h2;  ///< beside the primary, beside the standby

    static constexpr const char* drill = "isolation";
    plan::Plan plan() const;
    /// Its steps "hold", before the fence, and "operate", after the promotion, end now, or as soon
    /// as they begin.
    void let_promote() const;
    void let_go() const;
    bool holds() const;

    /// A process of its own that runs the drill: `verb` is start or resume.
    pid_t orchestrator(const std::string& verb) const;
    Rig::Ran start() const { return Rig(store()).start(plan(), drill); }
    Rig::Ran resume() const { return Rig(store()).resume(drill); }
    std::vector<drill::Record> records() const;

    /// Whether clients of the backup site get to the primary.
    bool is_reached() const;
    /// Whether anybody gets in by the network, also on its own host.
    bool is_open() const { return test::reaches("127.0.0.1", primary.port()); }
    bool standby_is_primary() const;
    std::string tables() const;
    /// The standby's agent lives at its own site.
    void start_h2();
    /// The primary's host goes down and comes back; its server starts before the agent does.
    void reboot_main();
    /// The server that the drill rebuilt is nobody's child: ends it.
    void end_rebuilt() const;

private:
    std::filesystem::path store() const { return place_.path() / "store"; }
    std::string go() const { return (place_.path() / "go").string(); }
    std::string back() const { return (place_.path() / "back").string(); }
    std::chrono::milliseconds lease_;
};

}  // namespace firedrill::crash
