// No argument reaches a shell: whatever a value holds, the program gets it as one word, and no
// other program runs.
#include "tests/hostile/target.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/rig.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <vector>

using namespace firedrill;
using namespace firedrill::hostile;
using namespace std::chrono_literals;

namespace {

constexpr int rounds = 20;
constexpr int words_a_round = 400;

/// What shells, paths, formats and parsers care about, and some ordinary text.
const std::vector<std::string> pieces{"$(",
                                      ")",
                                      "`",
                                      ";",
                                      "|",
                                      "&",
                                      "&&",
                                      ">",
                                      "<",
                                      "\\",
                                      "'",
                                      "\"",
                                      "*",
                                      "?",
                                      "[a",
                                      "~",
                                      "#",
                                      "!",
                                      "{a,b}",
                                      "$IFS",
                                      "${",
                                      "${{",
                                      "}}",
                                      "\n",
                                      "\t",
                                      " ",
                                      "-",
                                      "--",
                                      "../",
                                      "/etc",
                                      "%s",
                                      "%n",
                                      "\x1b[2J",
                                      "\xe2\x80\xae",
                                      "中文",
                                      "reboot",
                                      "=",
                                      "touch",
                                      "x",
                                      "0",
                                      "\r",
                                      "@",
                                      "steps.s.output",
                                      "\xf0\x9f\x94\xa5",
                                      ":",
                                      "a"};

std::string word(std::mt19937& random) {
    std::string out;
    for (auto count = random() % 9; count > 0; --count) out += pieces[random() % pieces.size()];
    return out;
}

/// Has no place that would be filled in.
bool is_plain(const std::string& text) {
    return text.find("${{") == std::string::npos;
}

plan::Step prints(int round, std::vector<std::string> words) {
    // each word, then a byte that no word holds
    std::vector<std::string> argv{"/usr/bin/printf", "%s\x01"};
    argv.insert(argv.end(), words.begin(), words.end());
    return run_step("print" + std::to_string(round), "h1", std::move(argv));
}

std::string expected(const std::vector<std::string>& words) {
    std::string out;
    for (const auto& one : words) out += one + "\x01";
    return out;
}

}  // namespace

TEST_CASE("eight thousand arguments arrive as they were, and no shell sees them") {
    std::mt19937 random(20270109);
    std::vector<plan::Step> steps;
    std::vector<std::vector<std::string>> all;
    for (int round = 0; round < rounds; ++round) {
        std::vector<std::string> words;
        while (words.size() < words_a_round)
            if (std::string one = word(random); is_plain(one)) words.push_back(std::move(one));
        all.push_back(words);
        // the last word comes from the output of an earlier step, hostile as well
        words.back() = "${{ steps.s.output }}";
        steps.push_back(prints(round, std::move(words)));
    }
    Target target("firedrill-agent",
                  {"/usr/bin/strace", "-f", "-qq", "-e", "trace=execve", "-o", "/proc/self/fd/2"});
    Caller caller(target);
    REQUIRE(caller.greet());
    const auto plan = plan_of(std::move(steps), {"h1"});
    caller.tell(wire::OfferPlan{
        .drill = "d", .hash = plan::hash(plan), .bytes = plan::canonical_bytes(plan)});
    REQUIRE(caller.hear_a<wire::PlanTaken>().has_value());
    for (int round = 0; round < rounds; ++round) {
        auto& words = all[static_cast<std::size_t>(round)];
        words.back() = "x" + words.back() + "x";  // blanks at its ends would be cut off
        caller.tell(wire::Execute{.key = {.drill = "d", .step = "print" + std::to_string(round)},
                                  .values = {{"steps.s.output", words.back()}}});
        const auto ended = caller.hear_a<wire::Ended>(30s);
        REQUIRE(ended.has_value());
        CHECK(ended->report.outcome == Outcome::succeeded);
        CHECK(ended->report.output == expected(words));
    }
    // the agent itself, and one program a step
    std::ifstream log(target.log());
    int programs = 0;
    for (std::string line; std::getline(log, line);)
        programs += line.find("execve") != std::string::npos && line.ends_with("= 0") ? 1 : 0;
    CHECK(programs == rounds + 1);
}
