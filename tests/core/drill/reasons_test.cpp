#include "core/drill/reasons.hpp"

#include <catch2/catch.hpp>

namespace firedrill::drill {

TEST_CASE("every reason of the machine is understood in Chinese") {
    for (const Message* message : reasons::all) {
        // given the English sentence that state and journal keep
        const auto said = [&](Language language) {
            return say(language, *message, "x", "y", "z", "v", "w");
        };
        const std::string english = said(Language::en);
        // then it is said in Chinese with the same values, and stays as it is in English
        CHECK(reason_in(Language::zh, english) == said(Language::zh));
        CHECK(reason_in(Language::en, english) == english);
    }
}

TEST_CASE("a reason within a reason is said in Chinese, too") {
    CHECK(reason_in(Language::zh,
                    "guard stop_condition: errors of probe n are 7.10 %, above 5.00 "
                    "% over 10s") ==
          "防护条件 停止条件：探测 n 的错误率为 7.10 %，超过 5.00 %（10s 内）");
}

TEST_CASE("what a performer or a person said passes through unchanged") {
    CHECK(reason_in(Language::zh, "exit code 3") == "exit code 3");
    CHECK(reason_in(Language::zh, "aborted by ops: too late: really") ==
          "由 ops 中止：too late: really");
}

}  // namespace firedrill::drill
