#include "tests/crash/small_workspace.hpp"

#include "tests/support/postgres.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

namespace firedrill::crash {

using test::eventually;

namespace {

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
}

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

char state_of(pid_t pid) {
    const std::string stat = text_of("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = stat.rfind(')');
    return name_end == std::string::npos || name_end + 2 >= stat.size() ? 'X' : stat[name_end + 2];
}

}  // namespace

Neighbour::Neighbour() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(listener_, generic, size) == 0);
    REQUIRE(::listen(listener_, 64) == 0);
    REQUIRE(::getsockname(listener_, generic, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] {
        pollfd ready{.fd = listener_, .events = POLLIN, .revents = 0};
        while (!stopping_)
            if (::poll(&ready, 1, 20) > 0) ::close(::accept(listener_, nullptr, nullptr));
    });
}

void Neighbour::close() {
    if (stopping_.exchange(true)) return;
    thread_.join();
    ::close(listener_);
}

SmallWorkspace::SmallWorkspace(const std::string& more, const std::string& connections)
    : agent("h1", place_.path()) {
    victim_ = test::start_program({"/bin/sleep", "100000"});
    write_file(root() / "victim.pid", std::to_string(victim_) + "\n");
    write_file(root() / "firedrill.yaml",
               "workspace: small\nenvironment: lab\ntimezone: UTC\nlanguage: en\n"
               "store: .firedrill\n");
    write_file(root() / "inventory.yaml",
               "sites:\n  - {id: here, kind: primary, title: {en: Here}}\n"
               "hosts:\n"
               "  - {id: h1, site: here, connect: {via: local, socket: \"" +
                   agent.socket() + "\"}}\n  - {id: c1, site: here, connect: {via: local}}\n" +
                   (connections.empty() ? "" : "connections:\n" + connections));
    std::filesystem::create_directories(root() / "scenarios");
    write_file(root() / "scenarios/small.yaml", scenario(more));
    agent.start();
}

SmallWorkspace::~SmallWorkspace() {
    if (drill_ > 0 && !over()) {
        signal(SIGCONT);
        signal(SIGKILL);
        ::waitpid(drill_, nullptr, 0);
        (void)firedrill({"abort", "--why", "the test ends"});
    }
    agent.kill();
    ::kill(victim_, SIGKILL);
    ::waitpid(victim_, nullptr, 0);
}

std::string SmallWorkspace::scenario(const std::string& more) const {
    return "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: unplanned\n"
           "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
           "other_event: {reason: {en: none}}\n"
           "guards: {max_hosts: 1, max_duration: 10m, auto_revert_after: 60s}\n" +
           more +
           "phases:\n  disrupt:\n"
           "    - {id: pause, on: h1, fault: process.pause, with: {pidfile: \"" +
           (root() / "victim.pid").string() +
           "\"}, mark: disrupted}\n"
           "    - {id: stubborn, on: h1, timeout: 5m, run: [/bin/sh, -c, \"trap '' TERM; : " +
           (root() / "stubborn").string() + "; while :; do sleep 0.1; done\"]}\n";
}

std::vector<std::string> SmallWorkspace::words(const std::vector<std::string>& arguments) const {
    std::vector<std::string> out{std::string(DRILL_BINARY_DIR) + "/firedrill", "-C",
                                 root().string(), "--lang", "en"};
    out.insert(out.end(), arguments.begin(), arguments.end());
    return out;
}

void SmallWorkspace::run_until_paused() {
    status_ = -1;
    drill_ = test::start_program(words({"run", "small", "--yes"}),
                                 {.output = (root() / "said").string()});
    INFO(said());
    REQUIRE(eventually([&] { return (victim_is_paused() && stubborn_runs()) || over(); }));
    INFO(said());
    REQUIRE(status_ == -1);
}

bool SmallWorkspace::over() {
    return status_ != -1 || ::waitpid(drill_, &status_, WNOHANG) == drill_;
}

int SmallWorkspace::wait(std::chrono::seconds limit) {
    INFO(said());
    REQUIRE(eventually([&] { return over(); }, limit));
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

std::string SmallWorkspace::said() const {
    return text_of(root() / "said");
}

test::Ended SmallWorkspace::firedrill(const std::vector<std::string>& arguments) const {
    return test::run_program(words(arguments));
}

void SmallWorkspace::note() const {
    const std::string drill(status().at("drill").as_string());
    (void)firedrill({"note", drill, "nothing special"});
}

json::object SmallWorkspace::status() const {
    const auto ended = firedrill({"--json", "status"});
    const auto value = parse_json(ended.output.substr(0, ended.output.find('\n')));
    INFO(ended.output);
    REQUIRE((value && value->is_object()));
    return value->as_object();
}

std::string SmallWorkspace::ending() const {
    const json::object now = status();
    const auto* ending = now.if_contains("ending");
    return ending == nullptr ? std::string() : std::string(ending->as_string());
}

bool SmallWorkspace::victim_is_paused() const {
    return state_of(victim_) == 'T';
}

bool SmallWorkspace::stubborn_runs() const {
    const std::string mark = (root() / "stubborn").string();
    std::error_code ec;
    for (const auto& process : std::filesystem::directory_iterator("/proc", ec)) {
        const std::string name = process.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const bool is_it = text_of(process.path() / "cmdline").find(mark) != std::string::npos;
        if (is_it && state_of(std::stoi(name)) != 'Z') return true;
    }
    return false;
}

std::chrono::milliseconds SmallWorkspace::until_quiet() const {
    const auto began = std::chrono::steady_clock::now();
    CHECK(eventually([&] { return !victim_is_paused() && !stubborn_runs(); },
                     std::chrono::seconds(30)));
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 began);
}

}  // namespace firedrill::crash
