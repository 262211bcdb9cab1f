// What a signed approval says, and what of it can be changed: nothing.
#include "core/base/json.hpp"
#include "core/plan/approval_texts.hpp"
#include "tests/core/agent/approved.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;
namespace texts = firedrill::plan::approval_texts;

namespace {

const std::string hash = sha256_hex("the plan");

/// Why it does not stand for this occasion; "" if it does.
std::string why_not(const plan::Approval& approval, plan::Occasion occasion,
                    Language language = Language::en) {
    const auto stands = stands_for(approval, occasion, language);
    return stands ? "" : stands.error().what;
}

plan::Occasion now(Nanos later = 1h) {
    return {.plan = hash, .drill = "d-1", .step = {}, .wall = signing_time + later, .grace = {}};
}

}  // namespace

TEST_CASE("an approval is read back as it was written, and stands") {
    const plan::Approval approval = approval_of("cio", hash);
    const auto again = plan::read_approval("\n " + approval_text(approval) + " \r\n");
    REQUIRE(again.has_value());
    CHECK((*again == approval));
    CHECK(why_not(*again, now()).empty());
}

TEST_CASE("whatever is changed in an approval, it is nobody's any more") {
    const plan::Approval good = approval_of("cio", hash);
    const auto changed = [&](auto change) {
        plan::Approval approval = good;
        change(approval);
        return why_not(approval, now());
    };
    const std::string forged(texts::forged.en);
    CHECK(changed([](auto& a) { a.id[0] = a.id[0] == '0' ? '1' : '0'; }) == forged);
    CHECK(changed([](auto& a) { a.plan = sha256_hex("another plan"); }) == forged);
    CHECK(changed([](auto& a) { a.drill = "d-1"; }) == forged);
    CHECK(changed([](auto& a) { a.step = "go"; }) == forged);
    CHECK(changed([](auto& a) { a.person = "dba.a"; }) == forged);
    CHECK(changed([](auto& a) { a.from -= 1s; }) == forged);
    CHECK(changed([](auto& a) { a.until += 1s; }) == forged);
    CHECK(changed([](auto& a) { a.key = key_of("dba.a").public_key(); }) == forged);
    CHECK(changed([](auto& a) { a.signature.clear(); }) == forged);
}

TEST_CASE("an approval stands in its time only, and a drill that began has a while more") {
    const plan::Approval approval = approval_of("cio", hash);
    CHECK(why_not(approval, now(-1ns)).find("counts only from 20") != std::string::npos);
    CHECK(why_not(approval, now(0s)).empty());
    CHECK(why_not(approval, now(24h - 1ns)).empty());
    CHECK(why_not(approval, now(24h)).find("counted until 20") != std::string::npos);
    CHECK(why_not(approval, now(24h), Language::zh).find("有效期已于") != std::string::npos);
    plan::Occasion late = now(27h);
    late.grace = 4h;
    CHECK(why_not(approval, late).empty());
    late.grace = 3h;
    CHECK_FALSE(why_not(approval, late).empty());
}

TEST_CASE("an approval is of one plan, of one step or of the whole, and of a drill that it names") {
    const auto with = [](auto change) { return approval_of("cio", hash, change); };
    plan::Occasion other = now();
    other.plan = "0123456789abcdef";
    CHECK(why_not(with([](auto&) {}), other).find("another plan") != std::string::npos);
    CHECK(why_not(with([](auto& a) { a.drill = "d-1"; }), now()).empty());
    CHECK(why_not(with([](auto& a) { a.drill = "d-2"; }), now()) == "it was signed for drill d-2");
    CHECK(why_not(with([](auto& a) { a.step = "go"; }), now()) == "it was signed for step go");
    plan::Occasion step = now();
    step.step = "go";
    CHECK(why_not(with([](auto& a) { a.step = "go"; }), step).empty());
    CHECK(why_not(with([](auto&) {}), step).find("plan as a whole") != std::string::npos);
}

TEST_CASE("what is not an approval is refused when it is read") {
    const auto read = [](auto change) {
        plan::Approval approval = approval_of("cio", hash);
        change(approval);
        return plan::read_approval(approval_text(approval)).has_value();
    };
    CHECK(read([](auto&) {}));
    CHECK_FALSE(read([](auto& a) { a.format = 2; }));
    CHECK_FALSE(read([](auto& a) { a.id = "1"; }));
    CHECK_FALSE(read([](auto& a) { a.plan = "../plan"; }));
    CHECK_FALSE(read([](auto& a) { a.person.clear(); }));
    CHECK_FALSE(read([](auto& a) { a.key = "ed25519:none"; }));
    CHECK_FALSE(read([](auto& a) { a.until = a.from; }));
    CHECK_FALSE(read([](auto& a) { a.until = a.from + 32 * 24h; }));
    CHECK_FALSE(read([](auto& a) { a.from = Nanos::min(); }));
    CHECK_FALSE(read([](auto& a) { a.person = std::string(5'000, 'x'); }));
    for (const char* text : {"", "{", "[]", "null", "{\"format\": 1}", "\xff"})
        CHECK_FALSE(plan::read_approval(text).has_value());
}
