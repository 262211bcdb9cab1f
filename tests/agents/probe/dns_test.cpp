// Probes of kind dns, against a real name server and against forged answers.
#include "agents/probe/dns_session.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/named.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;
using measure::Answered;

namespace {

plan::Connection dns(const std::string& url, plan::DnsQuestion question) {
    plan::Connection out;
    out.kind = "dns";
    out.url = url;
    out.dns = std::move(question);
    return out;
}

probe::DnsService service_for(plan::DnsQuestion question) {
    return *probe::dns_service(dns("127.0.0.1:53", std::move(question)), Language::en);
}

}  // namespace

TEST_CASE("a name is up while its server gives exactly the records that were written") {
    DRILL_NEEDS_PROGRAM(Named::program);
    Named server;
    server.start();
    const std::string at = server.address();
    for (const plan::DnsQuestion& right :
         {plan::DnsQuestion{.name = "door.drill.test", .type = "A", .answers = {"10.9.0.1"}},
          {.name = "BOTH.drill.test.", .type = "A", .answers = {"10.9.0.2", "10.9.0.1"}},
          {.name = "six.drill.test", .type = "AAAA", .answers = {"fd00::1"}},
          {.name = "alias.drill.test", .type = "CNAME", .answers = {"door.drill.test."}},
          {.name = "alias.drill.test", .type = "A", .answers = {}}}) {
        Harness harness(plan_for(dns(at, right)));
        harness.start();
    }
    CHECK_THAT(refusal(dns(at, {.name = "none.drill.test", .answers = {}})), Contains("NXDOMAIN"));
    CHECK_THAT(refusal(dns(at, {.name = "door.other.test", .answers = {}})), Contains("REFUSED"));
    CHECK_THAT(refusal(dns(at, {.name = "door.drill.test", .type = "AAAA", .answers = {}})),
               Contains("no record"));
    CHECK_THAT(refusal(dns(at, {.name = "both.drill.test", .answers = {"10.9.0.1"}})),
               Contains("other records: 10.9.0.1, 10.9.0.2"));
    CHECK_THAT(refusal(dns(at, {.name = "a..b", .answers = {}})),
               Contains("no domain name") || Contains("not a domain name"));
}

TEST_CASE("a name server that is killed refuses, one that stands still says nothing") {
    DRILL_NEEDS_PROGRAM(Named::program);
    Named server;
    server.start();
    const auto connection = dns(server.address(), {.name = "door.drill.test", .answers = {}});
    const auto killed = check_outage(connection, [&] { server.kill(); }, [&] { server.start(); });
    CHECK(count(killed, Answered::refused) > 0);
    Harness harness(plan_for(connection));
    harness.start();
    server.pause();
    REQUIRE(harness.run(down_for(300ms)).outcome == Outcome::succeeded);
    server.resume();
    const auto file = harness.samples(harness.stop());
    CHECK(count(file, Answered::none) > 0);
    CHECK(count(file, Answered::refused) == 0);
}

TEST_CASE("an answer to another question is not heard") {
    const auto service = service_for({.name = "door.drill.test", .answers = {}});
    const auto query = *probe::dns_query(service);
    auto answer = query;
    answer[2] |= 0x80;  // the same, as an answer
    CHECK(probe::answers_query(service, query, answer));
    CHECK_THAT(probe::judge_dns(service, answer).error().what, Contains("no record"));
    CHECK_FALSE(probe::answers_query(service, query, query));
    auto forged = answer;
    forged[0] ^= 1;
    CHECK_FALSE(probe::answers_query(service, query, forged));
    const auto other = *probe::dns_query(service_for({.name = "wall.drill.test", .answers = {}}));
    auto foreign = other;
    foreign[0] = query[0];
    foreign[1] = query[1];
    foreign[2] |= 0x80;
    CHECK_FALSE(probe::answers_query(service, query, foreign));
    // whatever is cut off reads as something, without harm
    for (std::size_t length = 0; length < answer.size(); ++length) {
        const std::span<const unsigned char> cut(answer.data(), length);
        if (probe::answers_query(service, query, cut))
            CHECK_FALSE(probe::judge_dns(service, cut).has_value());
    }
}
