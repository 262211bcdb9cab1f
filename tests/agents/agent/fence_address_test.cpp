// Fence "address" between two sites: what one host gives up, what it keeps, and that it comes back.
#include "tests/agents/agent/fencing.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/two_sites.hpp"

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr int port = 15433;
constexpr const char* service = "10.77.1.100";  ///< beside the host's own address
constexpr const char* service_v6 = "fd77::100";

Ended ip(std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/sbin/ip");
    return run_program(words);
}

/// Site main with an address for the service, and a network behind site backup.
class ServiceSite : public TwoSites {
public:
    ServiceSite() {
        const auto inside = at_main();
        ip({"address", "add", std::string(service) + "/24", "dev", "eth0"});
        ip({"address", "add", std::string(service_v6) + "/64", "dev", "eth0", "nodad"});
        ip({"route", "add", "10.99.0.0/16", "via", backup, "dev", "eth0", "src", service});
    }
    /// A neighbour that got no answer asks again within a second or two.
    bool comes_back(const char* address) const {
        return eventually([&] { return answers(address); }, std::chrono::seconds(5));
    }
    bool answers(const char* address) const {
        const auto inside = at_backup();
        return reaches(address, port);
    }
    static std::string routes() { return ip({"route", "show", "10.99.0.0/16"}).output; }
};

plan::Parameters with(const std::string& address) {
    return {{"address", address}, {"interface", "eth0"}};
}

}  // namespace

TEST_CASE("an address that was withdrawn does not answer, and comes back with its routes") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("address", with("10.77.1.100/24")));
    REQUIRE(sites.answers(service));
    const std::string routes = ServiceSite::routes();
    // when
    const AttemptReport report = drill.execute("fence");
    REQUIRE(succeeded(report));
    CHECK(report.facts.at("address") == "withdrawn");
    // then the host answers for its own addresses alone
    CHECK_FALSE(sites.answers(service));
    CHECK(sites.answers(TwoSites::main));
    CHECK(sites.answers(TwoSites::main_v6));
    CHECK(ServiceSite::routes().empty());
    // and once more changes nothing
    CHECK(drill.execute("again").facts.at("address") == "not held");
    // and it comes back only on request
    REQUIRE(succeeded(drill.execute("release")));
    CHECK(sites.comes_back(service));
    CHECK(ServiceSite::routes() == routes);
}

TEST_CASE("the addresses beside a withdrawn one stay, though the kernel drops them with it") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    // given the address of which the other one is a secondary, and a way to other networks
    ip({"route", "add", "default", "via", TwoSites::backup});
    drill.offer(fencing_plan("address", with("10.77.1.1/24")));
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK_FALSE(sites.answers(TwoSites::main));
    CHECK(sites.answers(service));
    CHECK_FALSE(ip({"route", "show", "default"}).output.empty());
    REQUIRE(succeeded(drill.execute(Orchestrator::key_of("fence", Part::undo))));
    CHECK(sites.comes_back(TwoSites::main));
    CHECK(sites.answers(service));
}

TEST_CASE("an IPv6 address is withdrawn and put back like one of IPv4") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("address", with("FD77:0:0::100/64")));
    REQUIRE(succeeded(drill.execute("fence")));
    CHECK_FALSE(sites.answers(service_v6));
    REQUIRE(succeeded(drill.execute("release")));
    CHECK(sites.comes_back(service_v6));
}

TEST_CASE(
    "a withdrawn address outlives the agent, and a person puts it back with the words shown") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    {
        Orchestrator drill(agent);
        drill.offer(fencing_plan("address", with("10.77.1.100/24")));
        REQUIRE(succeeded(drill.execute("fence")));
    }
    agent.kill();
    agent.start();
    CHECK_FALSE(sites.answers(service));
    agent.stop();
    const auto left = revert_offline(agent);
    CHECK(left.at("exit_code") == 4);
    CHECK_FALSE(sites.answers(service));  // a fence is no fault
    type_by_hand(left.at("fences"));
    CHECK(sites.comes_back(service));
    CHECK(ServiceSite::routes().find("10.77.1.100") != std::string::npos);
}

TEST_CASE("an address that the host does not hold is fenced already, and is not put there") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("address", with("10.77.1.200/24")));
    CHECK(drill.execute("fence").facts.at("address") == "not held");
    CHECK(drill.execute("release").facts.at("address") == "not ours");
    CHECK_FALSE(sites.answers("10.77.1.200"));
}

TEST_CASE("an address that still answers in another way is not fenced, and is put back") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    const Listener server(port);
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("address", with("10.77.1.100/24")));
    ip({"route", "append", "local", "10.77.1.100", "dev", "lo", "table", "local"});
    const AttemptReport report = drill.execute("fence");
    CHECK(report.outcome == Outcome::failed);
    CHECK(report.reason.find("a local route") != std::string::npos);
    CHECK(report.reason.find("taken back") != std::string::npos);
    CHECK(ip({"address", "show", "dev", "eth0"}).output.find(service) != std::string::npos);
}

TEST_CASE("an address that is written otherwise than the host holds it is refused") {
    DRILL_NEEDS_SITES();
    const ServiceSite sites;
    const auto inside = sites.at_main();
    ResidentAgent agent;
    Orchestrator drill(agent);
    drill.offer(fencing_plan("address", with("10.77.1.100/32")));
    const AttemptReport report = drill.execute("fence");
    CHECK(report.refused);
    CHECK(report.reason == "10.77.1.100 is on eth0 as 10.77.1.100/24; write it like that");
}
