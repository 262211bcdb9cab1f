// P31 under a real systemd, which is process 1 of namespaces of its own and knows the units of this
// test alone.
#include "tests/hosts/drilled_host.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* systemd = "/lib/systemd/systemd";

std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Runs the words as soon as systemd has started drill-a; output and then exit code go to files.
std::string script(const std::string& place, const std::string& words) {
    return "mount --make-rprivate / && mount -t proc proc /proc && mount -t tmpfs tmpfs /run &&\n"
           "mount -t cgroup2 none /sys/fs/cgroup && ip link set lo up || exit 1\n"
           "export container=other SYSTEMD_UNIT_PATH=" +
           place +
           "/units\n"
           "( until systemctl -q is-active drill-a.service drill-b.service; do :; done\n" +
           words + " > " + place + "/output 2>&1 < /dev/null\n echo $? > " + place +
           "/code ) &\nexec " + systemd + " --system --log-target=null --unit=drill.target\n";
}

/// Everything in them ends with it.
class Namespaces {
public:
    explicit Namespaces(const std::string& file)
        : pid_(start_program({"/usr/bin/unshare", "--fork", "--kill-child", "--pid", "--mount",
                              "--uts", "--ipc", "--net", "--cgroup", "/bin/bash", file},
                             {.output = file + ".log"})) {}
    ~Namespaces() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Namespaces(const Namespaces&) = delete;
    Namespaces& operator=(const Namespaces&) = delete;

private:
    pid_t pid_;
};

}  // namespace

TEST_CASE("a unit that a drill leaves stopped is a difference from the baseline") {
    if (::geteuid() != 0 || lacks(systemd) || lacks("/usr/bin/unshare")) return;
    DrilledHost host("    watch: {processes: [nothing-like-it]}\n");
    host.write("units/drill.target", "[Unit]\nWants=drill-a.service drill-b.service\n");
    for (const char* name : {"units/drill-a.service", "units/drill-b.service"})
        host.write(name,
                   "[Unit]\nDefaultDependencies=no\n[Service]\nExecStart=/bin/sleep infinity\n");
    const std::string words = host.command(
        "{on: here, run: [systemctl, stop, drill-a.service]}\n"
        "{on: here, run: [systemctl, restart, drill-b.service]}");
    host.write("start.sh", script(host.path(), words));
    // when
    const Namespaces namespaces(host.file("start.sh"));
    const bool ended = soon([&] { return content(host.file("code")) != ""; }, 60s);
    INFO(content(host.file("start.sh.log")));
    // then the one that is stopped is named, and the one that was started anew is not
    const std::string said = content(host.file("output"));
    INFO(said);
    REQUIRE(ended);
    CHECK(said.find("systemd unit  units:drill-a.service") != said.npos);
    CHECK(said.find("before  active, static") != said.npos);
    CHECK(said.find("after   inactive, static") != said.npos);
    CHECK(said.find("drill-b") == said.npos);
}
