// Probes of kind http, against a real web server and against answers that none gives.
#include "agents/probe/http_session.hpp"
#include "agents/probe/http_url.hpp"
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/nginx.hpp"
#include "tests/agents/probe/servers/scripted.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;
using measure::Answered;

namespace {

plan::Connection http(const std::string& url, plan::HttpExpectation expect = {},
                      plan::HttpRequest request = {}) {
    plan::Connection out;
    out.kind = "http";
    out.url = url;
    out.http = plan::Http{.request = std::move(request), .expect = std::move(expect)};
    return out;
}

plan::Connection https(const std::string& url, plan::Tls tls) {
    plan::Connection out = http(url);
    out.tls = std::move(tls);
    return out;
}

}  // namespace

TEST_CASE("a web service is up while status, body and values are right") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    Harness harness(
        plan_for(http(server.url(), {.status = 200,
                                     .body = "\"status\"",
                                     .json = {{"/status", "up"}, {"/parts/0/up", "true"}}})));
    harness.start();
    REQUIRE(harness.run(up_for(500ms)).outcome == Outcome::succeeded);
    // when the same server says that it is not well
    const Interval fault = bracket([&] { server.write("health", R"({"status":"degraded"})"); });
    REQUIRE(harness.run(down_for(200ms)).outcome == Outcome::succeeded);
    // then it is down, by an answer
    const auto file = harness.samples(harness.stop());
    CHECK(count(file, Answered::wrong) >= 10);
    CHECK(count(file, Answered::refused) == 0);
    CHECK(meet(*outage_in(file, fault).start, fault));
}

TEST_CASE("a killed and restarted web server: the interval contains the outage") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    const auto file =
        check_outage(http(server.url()), [&] { server.kill(); }, [&] { server.start(); });
    CHECK(count(file, Answered::refused) > 0);
}

TEST_CASE("a web server that stands still answers nothing, and is not called refused") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    const auto file = check_outage(
        http(server.url()), [&] { server.pause(); },
        [&] {
            server.resume();
            run_program({"/bin/bash", "-c",
                         "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(server.port()) +
                             "; printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"});
        });
    CHECK(count(file, Answered::none) > 0);
    CHECK(count(file, Answered::refused) == 0);
}

TEST_CASE("what a web service answers wrongly is named") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    CHECK_THAT(refusal(http(server.url("/down"))), Contains("status 503, not 200"));
    CHECK_THAT(refusal(http(server.url("/moved"))), Contains("status 302, not 200"));
    CHECK_THAT(refusal(http(server.url(), {.body = "ready"})), Contains("has no \"ready\""));
    CHECK_THAT(refusal(http(server.url(), {.json = {{"/status", "down"}}})),
               Contains("/status is \"up\", not \"down\""));
    CHECK_THAT(refusal(http(server.url(), {.json = {{"/parts/7/up", "true"}}})),
               Contains("no value at /parts/7/up"));
    CHECK_THAT(refusal(http(server.url("/asked"), {.json = {{"/x", "1"}}})), Contains("no JSON"));
}

TEST_CASE("a request carries its method, headers and password") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    const SecretFile password("open sesame");
    plan::Connection asked =
        http(server.url("/asked"), {.body = "POST yes Basic cHJvYmU6b3BlbiBzZXNhbWU="},
             {.method = "POST", .headers = {{"X-Drill", "yes"}}, .body = "1"});
    asked.user = "probe";
    asked.password_file = password.path();
    Harness harness(plan_for(asked));
    harness.start();
    // and HEAD has no body to wait for
    Harness head(plan_for(http(server.url(), {}, {.method = "HEAD"})));
    head.start();
}

TEST_CASE("over TLS the certificate must be believed, current, and of that name") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server;
    server.start();
    const std::string ca = server.certificate();
    Harness harness(plan_for(https(server.tls_url(), {.ca = ca})));
    harness.start();
    REQUIRE(harness.run(up_for(500ms)).outcome == Outcome::succeeded);
    Harness named(plan_for(https(server.tls_url(), {.ca = ca, .name = "trade.test"})));
    named.start();
    CHECK_THAT(refusal(https(server.tls_url(), {})), Contains("self-signed certificate"));
    CHECK_THAT(refusal(https(server.tls_url(), {.ca = ca, .name = "other.test"})),
               Contains("hostname mismatch") || Contains("Hostname mismatch"));
    CHECK_THAT(refusal(https(server.tls_url(), {.ca = "/no/such/file"})),
               Contains("/no/such/file"));
    Nginx expired(-1);
    expired.start();
    CHECK_THAT(refusal(https(expired.tls_url(), {.ca = expired.certificate()})),
               Contains("certificate has expired"));
}

TEST_CASE("a listener with TLS is up while its certificate is good") {
    DRILL_NEEDS_PROGRAM(Nginx::program);
    Nginx server, expired(-1);
    server.start();
    expired.start();
    const auto tcp = [](const Nginx& to) {
        plan::Connection out;
        out.kind = "tcp";
        out.url = to.tls_url("").substr(8);
        out.tls = plan::Tls{.ca = to.certificate(), .name = {}};
        return out;
    };
    Harness harness(plan_for(tcp(server)));
    harness.start();
    CHECK_THAT(refusal(tcp(expired)), Contains("wrong: ") && Contains("has expired"));
}

TEST_CASE("a service that takes connections and drops them is not stormed") {
    const Scripted dropping("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    Harness harness(plan_for(http("http://" + dropping.address())));
    const AttemptReport report = harness.run(plan::StartProbe{"client"}, 1s);
    CHECK(report.outcome == Outcome::failed);
    // then a slot, of which there is one in 20 ms, connects twice at most
    CHECK(dropping.guests() > 10);
    CHECK(dropping.guests() <= 2 * 55);
}

TEST_CASE("half an answer, none, and one that is no HTTP are no good answers") {
    const auto silent = Scripted::After::stays_silent;
    const Scripted half("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    CHECK_THAT(refusal(http("http://" + half.address())), Contains("refused"));
    const Scripted hanging("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", silent);
    CHECK_THAT(refusal(http("http://" + hanging.address())), Contains("(last: none"));
    const Scripted other("220 mail.test ESMTP\r\n", silent);
    CHECK_THAT(refusal(http("http://" + other.address())), Contains("no HTTP"));
    const Scripted endless("HTTP/1.1 200 OK\r\nX: " + std::string(200'000, 'x'), silent);
    CHECK_THAT(refusal(http("http://" + endless.address())), Contains("no HTTP"));
    const Scripted huge("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", silent);
    CHECK_THAT(refusal(http("http://" + huge.address())), Contains("no HTTP"));
    // but a body that ends with its connection is whole
    const Scripted old("HTTP/1.0 200 OK\r\n\r\nready");
    Harness harness(plan_for(http("http://" + old.address(), {.body = "ready"})));
    harness.start();
}

TEST_CASE("web addresses") {
    const auto url = *probe::parse_http("https://[fd00::5]/a?b#c");
    CHECK(url.tls);
    CHECK(url.address.host == "fd00::5");
    CHECK(url.address.port == "443");
    CHECK(url.host == "[fd00::5]");
    CHECK(url.target == "/a?b");
    CHECK(probe::parse_http("http://trade.test")->address.port == "80");
    CHECK(probe::parse_http("http://trade.test?x=1")->target == "/?x=1");
    for (const char* bad : {"", "trade.test", "ftp://trade.test", "http://", "http://a:0/",
                            "http://user:secret@trade.test/", "http://a/ b", "http://a/\r\nX: y"})
        CHECK_FALSE(probe::parse_http(bad).has_value());
}
