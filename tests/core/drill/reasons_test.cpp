#include "core/drill/reasons.hpp"

#include <catch2/catch.hpp>

namespace firedrill::drill {

TEST_CASE("every reason of the machine is understood in Chinese") {
    for (const Message* message : reasons::all) {
        // given the English sentence that state and journal keep
        const std::string english = say(Language::en, *message, "x", "y", "z");
        // then it is said in Chinese with the same values, and stays as it is in English
        CHECK(reason_in(Language::zh, english) == say(Language::zh, *message, "x", "y", "z"));
        CHECK(reason_in(Language::en, english) == english);
    }
}

TEST_CASE("what a performer or a person said passes through unchanged") {
    CHECK(reason_in(Language::zh, "exit code 3") == "exit code 3");
    CHECK(reason_in(Language::zh, "aborted by ops: too late: really") ==
          "由 ops 中止：too late: really");
}

}  // namespace firedrill::drill
