#include "core/agent/redact.hpp"
#include "core/wire/message.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::agent;

namespace {

Redactor knowing(std::initializer_list<std::string_view> secrets) {
    Redactor out;
    for (const auto secret : secrets) out.add(secret);
    return out;
}

}  // namespace

TEST_CASE("a secret is replaced wherever it stands, and the rest stays") {
    const auto redactor = knowing({"s3cr3t/Pa ss"});
    CHECK(redactor.redacted("a s3cr3t/Pa ss, s3cr3t/Pa sss3cr3t/Pa ss.") ==
          "a [secret], [secret][secret].");
    CHECK(redactor.redacted("nothing of it: s3cr3t/Pa") == "nothing of it: s3cr3t/Pa");
    CHECK(Redactor().redacted("anything") == "anything");
}

TEST_CASE("other spellings of a secret are secrets") {
    const std::string secret = "p\"w'd/+ \xc3\xa9?";
    const auto redactor = knowing({secret});
    for (const std::string& spelling :
         {std::string("p%22w%27d%2F%2B%20%C3%A9%3F"), std::string("p%22w%27d%2f%2b%20%c3%a9%3f"),
          std::string("p%22w%27d%2F%2B+%C3%A9%3F"), std::string("70227727642f2b20c3a93f"),
          std::string("p\\\"w'd/+ \xc3\xa9?"), std::string("p\"w'\"'\"'d/+ \xc3\xa9?"),
          std::string("p\"w'\\''d/+ \xc3\xa9?")}) {
        INFO(spelling);
        CHECK(redactor.redacted("x=" + spelling + ";") == "x=[secret];");
    }
}

TEST_CASE("base64 of a secret is found wherever it begins in what was encoded") {
    const std::string secret = "canary-9f3a7c2b51";
    const auto redactor = knowing({secret});
    for (const std::string before : {"", "u", "us", "user:", "a longer name:"})
        for (const std::string behind : {"", "\n", "@host", "xyz"}) {
            const std::string text = wire::base64_encode(before + secret + behind);
            const std::string out = redactor.redacted("Basic " + text);
            INFO(text << " -> " << out);
            CHECK(out.find("[secret]") != std::string::npos);
            // what is left says nothing of more than its first or last byte
            CHECK(out.size() <= text.size() - secret.size() + 20);
        }
}

TEST_CASE("a secret that was cut off at the end of what is kept is removed, too") {
    const auto redactor = knowing({"canary-9f3a7c2b51"});
    CHECK(redactor.redacted_beginning("password canary-9f3a7") == "password ");
    CHECK(redactor.redacted_beginning("canary-9f3a7c2b51 canary-9f") == "[secret] ");
    CHECK(redactor.redacted_beginning("nothing here") == "nothing here");
}

TEST_CASE("what is too short would be found everywhere, and is no secret") {
    CHECK(knowing({"abc"}).empty());
    CHECK(knowing({""}).redacted("abc") == "abc");
}

TEST_CASE("the long plain part of a secret is found, however the rest of it is spelled") {
    const auto redactor = knowing({"c/9f3a7c2b51+'&"});
    CHECK(redactor.redacted("c%2f9f3a7c2b51\\x2b&apos;") == "c%2f[secret]\\x2b&apos;");
    CHECK(redactor.redacted("9f3a7c2") == "9f3a7c2");
}

TEST_CASE("of two secrets the longer one is looked for first") {
    const auto redactor = knowing({"abcd", "abcdefgh"});
    CHECK(redactor.redacted("abcdefgh abcd") == "[secret] [secret]");
}

TEST_CASE("nothing that a report says keeps a secret") {
    AttemptReport report;
    report.reason = report.output = report.errors = "it is canary-9f3a7c2b51";
    report.facts = {{"canary-9f3a7c2b51", "canary-9f3a7c2b51"}, {"role", "primary"}};
    knowing({"canary-9f3a7c2b51"}).redact(report);
    for (const auto& text : {report.reason, report.output, report.errors})
        CHECK(text == "it is [secret]");
    CHECK(report.facts ==
          std::map<std::string, std::string>{{"[secret]", "[secret]"}, {"role", "primary"}});
}
