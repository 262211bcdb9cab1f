// P31: the end state of a host equals the baseline, or each difference is named with its category,
// before and after. A real host: a network namespace.
#include "tests/hosts/drilled_host.hpp"
#include "tests/support/program.hpp"
#include "tests/support/two_sites.hpp"

using namespace firedrill;
using namespace firedrill::test;

namespace {

bool cannot() {
    const std::string missing = TwoSites::missing();
    if (!missing.empty()) WARN("skipped: " << missing);
    return !missing.empty();
}

std::string watching(const std::string& file) {
    return "    watch: {files: [" + file + "]}\n";
}

std::string ip(const std::string& words) {
    return "{on: here, run: [/usr/sbin/ip, " + words + "]}\n";
}

void set_filter(const std::string& file) {
    REQUIRE(run_shell("/usr/sbin/nft -f " + file).code == 0);
}

}  // namespace

TEST_CASE("a change of each category is found and named, in both languages") {
    if (cannot()) return;
    const TwoSites sites;
    const auto inside = sites.at_main();
    const TemporaryDirectory place;
    const std::string watched = place.path() / "watched", rules = place.path() / "rules";
    std::ofstream(watched) << "same\n";
    std::ofstream(rules) << "table inet doors {\nchain input { type filter hook input priority 0;\n"
                            "tcp dport 5432 accept\n }\n}\n";
    set_filter(rules);
    REQUIRE(run_shell("/usr/sbin/ip route add 10.99.0.0/16 via 10.77.1.2").code == 0);
    DrilledHost host(watching(watched));
    // when a drill leaves a planted change of each category behind
    const std::string changes =
        ip("addr, add, 10.77.1.55/24, dev, eth0") +
        ip("route, change, 10.99.0.0/16, via, 10.77.1.3") +
        ip("rule, add, priority, \"77\", from, 10.77.1.55, lookup, \"77\"") +
        "{on: here, run: [/usr/sbin/nft, add, rule, inet, doors, input, tcp, dport, \"22\", "
        "drop]}\n"
        "{on: here, run: [/usr/sbin/tc, qdisc, add, dev, eth0, root, handle, \"7:\", pfifo, limit, "
        "\"9\"]}\n{on: here, run: [/bin/chown, \"1:2\", " +
        watched + "]}\n{on: here, run: [/bin/chmod, \"0600\", " + watched + "]}\n";
    const auto ended = host.compare(changes);
    INFO(ended.output);
    // then each stands there with its category, before and after
    const auto named = [&](const std::string& item, const std::string& before,
                           const std::string& after) {
        const std::size_t at = ended.output.find(item);
        if (at == std::string::npos) return false;
        const std::string rest = ended.output.substr(at, ended.output.find("  here  ", at) - at);
        return rest.find("before  " + before) != rest.npos &&
               rest.find("after   " + after) != rest.npos;
    };
    CHECK(named("address  addresses:eth0 10.77.1.55/24", "not there", "global"));
    CHECK(named("route  routes:ipv4 main 10.99.0.0/16", "via 10.77.1.2", "via 10.77.1.3"));
    CHECK(named("route  routes:ipv4 rule 77", "not there", "from 10.77.1.55 lookup 77"));
    CHECK(named("packet filter (nft)  nft:inet doors chain input", "type filter hook input",
                "type filter hook input"));
    CHECK(ended.says("accept; tcp dport 22"));
    CHECK(named("queue of an interface (tc)  tc:eth0 root", "noqueue", "pfifo 7: limit 9"));
    CHECK(named("owner of a file  owners:" + watched, "0:0", "1:2"));
    CHECK(named("file  file:" + watched, "0644", "0600"));
    CHECK(ended.says("not compared  systemd unit on here: systemd is not running here"));
    // and in Chinese
    REQUIRE(run_shell("/usr/sbin/ip addr del 10.77.1.55/24 dev eth0").code == 0);
    const auto chinese = host.compare(ip("addr, add, 10.77.1.55/24, dev, eth0"), "--lang zh");
    INFO(chinese.output);
    CHECK(chinese.says("与基线的差异"));
    CHECK(chinese.says("网络地址  addresses:eth0 10.77.1.55/24"));
    CHECK(chinese.says("未比对"));
}

TEST_CASE("a drill that leaves a host as it was has no difference") {
    if (cannot()) return;
    const TwoSites sites;
    const auto inside = sites.at_main();
    const TemporaryDirectory place;
    const std::string watched = place.path() / "watched", rules = place.path() / "rules";
    std::ofstream(watched) << "same\n";
    // given counters that go up, and elements that packets bring and time takes away
    std::ofstream(rules)
        << "table inet doors {\nset seen {\ntype ipv4_addr; flags dynamic,timeout;\n"
           "timeout 1m;\n}\nchain output { type filter hook output priority 0;\n"
           "counter\n update @seen { ip daddr }\n}\n}\n";
    set_filter(rules);
    DrilledHost host(watching(watched));
    const auto ended =
        host.compare(ip("addr, add, 10.77.1.55/24, dev, eth0") +
                     "{on: here, run: [/bin/bash, -c, \"echo > /dev/udp/10.77.1.2/9\"]}\n" +
                     ip("addr, del, 10.77.1.55/24, dev, eth0"));
    INFO(ended.output);
    CHECK(ended.says("baseline reached"));
    CHECK_FALSE(ended.says("before  "));
    CHECK_FALSE(run_shell("/usr/sbin/nft list ruleset").says("counter packets 0 "));
}

TEST_CASE("a fence and its release, which the drill tells of elsewhere, are no difference") {
    if (cannot()) return;
    const TwoSites sites;
    const auto inside = sites.at_main();
    const TemporaryDirectory place;
    std::ofstream(place.path() / "watched") << "same\n";
    DrilledHost host(watching(place.path() / "watched"));
    const auto ended = host.compare("{id: fence, on: here, fence: port, with: {port: \"5999\"}}");
    INFO(ended.output);
    CHECK(ended.says("baseline reached"));
    CHECK(run_shell("/usr/sbin/nft list tables").says("firedrill"));  // it still holds
}
