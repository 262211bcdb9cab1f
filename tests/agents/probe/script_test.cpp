// Probes of kind script: conversations in lines.
#include "tests/agents/probe/outages.hpp"
#include "tests/agents/probe/servers/redis.hpp"
#include "tests/agents/probe/servers/scripted.hpp"

using namespace firedrill;
using namespace firedrill::test;
using Catch::Contains;

namespace {

plan::Connection script(const std::string& url, std::vector<plan::DialogLine> dialog) {
    plan::Connection out;
    out.kind = "script";
    out.url = url;
    out.dialog = std::move(dialog);
    return out;
}

}  // namespace

TEST_CASE("a conversation in lines, with a real server that is killed and started again") {
    DRILL_NEEDS_PROGRAM(Redis::program);
    Redis server;
    server.start();
    check_outage(
        script(server.address(), {{.send = "PING", .expect = {}}, {.send = {}, .expect = "+PONG"}}),
        [&] { server.kill(); }, [&] { server.start(); });
}

TEST_CASE("a line that is another than expected is named, and one without end is none") {
    const Scripted mail("554 no service\r\n");
    CHECK_THAT(refusal(script(mail.address(), {{.send = {}, .expect = "220 "}})),
               Contains("wrong: \"554 no service\", without \"220 \""));
    const Scripted endless(std::string(100'000, 'x'), Scripted::After::stays_silent);
    CHECK_THAT(refusal(script(endless.address(), {{.send = {}, .expect = "220 "}})),
               Contains("a line without end"));
    const Scripted silent("", Scripted::After::stays_silent);
    CHECK_THAT(refusal(script(silent.address(), {{.send = {}, .expect = "220 "}})),
               Contains("(last: none"));
    const Scripted escapes("\x1b[2J\r\n");
    CHECK_THAT(refusal(script(escapes.address(), {{.send = {}, .expect = "220 "}})),
               Contains("\\x1b[2J"));
}
