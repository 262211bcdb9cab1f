#include "orchestrator/cli/outlet.hpp"

#include <fcntl.h>
#include <pty.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <array>
#include <csignal>

using namespace firedrill::cli;
using namespace std::chrono_literals;

namespace {

/// What can be read now.
std::string read_now(int descriptor) {
    ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    std::string out;
    std::array<char, 65536> buffer{};
    for (ssize_t count; (count = ::read(descriptor, buffer.data(), buffer.size())) > 0;)
        out.append(buffer.data(), static_cast<std::size_t>(count));
    return out;
}

/// A pipe or a terminal that nobody reads; closed at the end.
struct Ends {
    int reader = -1;
    int writer = -1;
    ~Ends() {
        ::close(reader);
        ::close(writer);
    }
};

void make_pipe(Ends& ends) {
    std::array<int, 2> both{};
    REQUIRE(::pipe2(both.data(), O_CLOEXEC) == 0);
    ends.reader = both[0];
    ends.writer = both[1];
}

/// Writes lines, and reads them only afterwards.
void check_nothing_waits(const Ends& ends) {
    std::string wanted, got;
    {
        Outlet outlet(ends.writer, "...");
        for (int line = 0; line < 20'000; ++line) {
            const std::string text = "line " + std::to_string(line) + "\r\n";
            wanted += text;
            outlet.write(text);  // would wait for ever
        }
        CHECK(outlet.behind());
        while (outlet.behind()) {
            got += read_now(ends.reader);
            outlet.push();
        }
    }
    got += read_now(ends.reader);
    std::erase(wanted, '\r');
    std::erase(got, '\r');  // a terminal adds its own
    CHECK((got == wanted));
}

}  // namespace

TEST_CASE("a pipe that nobody reads keeps nobody waiting and loses nothing") {
    Ends ends;
    make_pipe(ends);
    check_nothing_waits(ends);
}

TEST_CASE("a terminal that stands still keeps nobody waiting and loses nothing") {
    Ends ends;
    REQUIRE(::openpty(&ends.reader, &ends.writer, nullptr, nullptr, nullptr) == 0);
    check_nothing_waits(ends);
}

TEST_CASE("what is too much is left out, and the reader is told") {
    Ends ends;
    make_pipe(ends);
    std::string got;
    {
        Outlet outlet(ends.writer, "[left out]");
        for (int i = 0; i < 40; ++i) outlet.write(std::string(100'000, 'x'));
        while (outlet.behind()) {
            got += read_now(ends.reader);
            outlet.push();
        }
    }
    got += read_now(ends.reader);
    CHECK(got.size() < 2'000'000);
    CHECK(got.ends_with("[left out]"));
}

TEST_CASE("a reader that is gone ends nothing") {
    std::array<int, 2> both{};
    REQUIRE(::pipe2(both.data(), O_CLOEXEC) == 0);
    ::close(both[0]);
    const auto before = ::signal(SIGPIPE, SIG_IGN);
    {
        Outlet outlet(both[1], "");
        outlet.write("nobody");
        CHECK(!outlet.behind());
    }
    ::signal(SIGPIPE, before);
    ::close(both[1]);
}
