#include "tests/agents/agent/resident_agent.hpp"

#include "core/base/hash.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace firedrill::test {

namespace {

constexpr int answer_ms_max = 20'000;

std::string read_all(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// Another account may not be able to walk to the build directory.
std::string program_for(const std::string& user, const std::string& place) {
    const std::string built = std::string(DRILL_BINARY_DIR) + "/firedrill-agent";
    if (user.empty()) return built;
    const std::string copy = place + "/firedrill-agent";
    std::filesystem::copy_file(built, copy, std::filesystem::copy_options::skip_existing);
    return copy;
}

}  // namespace

plan::Step step_of(const std::string& id, plan::Action action) {
    plan::Step step;
    step.id = step.group = id;
    step.host = "db1";
    step.action = std::move(action);
    step.timeout = std::chrono::seconds(20);
    return step;
}

std::string plan_of(std::vector<plan::Step> steps) {
    plan::Plan plan;
    plan.workspace = plan.scenario = "test";
    plan.environment = plan::Environment::lab;
    plan.languages = Languages::en;
    plan.hosts.push_back({.id = "db1", .has_agent = true});
    plan.phases = {plan::Phase::prepare};
    plan.guards.auto_revert_after = std::chrono::seconds(30);
    plan.steps = std::move(steps);
    return plan::canonical_bytes(plan);
}

plan::Run shell(const std::string& text) {
    return {.argv = {"sh", "-c", text}};
}

ResidentAgent::ResidentAgent(Options options) : options_(std::move(options)) {
    std::string name = "/var/tmp/firedrill-agent-XXXXXX";
    place_ = ::mkdtemp(name.data());
    if (!options_.user.empty()) give_to(place_, options_.user);
    if (!options_.account.empty()) ::chmod(place_.c_str(), 0755);
    start();
}

ResidentAgent::~ResidentAgent() {
    if (pid_ > 0) kill();
    std::error_code ignored;  // an agent that a test started itself may still tidy up
    std::filesystem::remove_all(place_, ignored);
}

void ResidentAgent::start() {
    std::vector<std::string> words = options_.under;
    for (const std::string& word :
         {program_for(options_.user, place_), std::string("serve"), std::string("--host"),
          std::string("db1"), std::string("--state"), state(), std::string("--socket"), socket()})
        words.push_back(word);
    if (!options_.account.empty()) words.insert(words.end(), {"--account", options_.account});
    words.insert(words.end(), options_.more.begin(), options_.more.end());
    ::unlink(socket().c_str());  // so that its presence means: this one listens
    pid_ = start_program(words, {.output = place_ + "/log", .user = options_.user});
    eventually([&] { return std::filesystem::exists(socket()) || !runs(); });
}

bool ResidentAgent::runs() const {
    siginfo_t info{};
    return pid_ > 0 &&
           ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

int ResidentAgent::wait() {
    if (!eventually([&] { return !runs(); })) throw std::runtime_error("the agent does not end");
    int status = 0;
    ::waitpid(std::exchange(pid_, 0), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int ResidentAgent::stop() {
    ::kill(pid_, SIGTERM);
    return wait();
}

void ResidentAgent::kill() {
    // Under a tracer or a helper the agent is its child, and holds its files until it is gone.
    const bool alone = options_.under.empty() && options_.account.empty();
    const auto agents = alone ? std::vector<pid_t>{} : children_of(pid_);
    for (const pid_t agent : agents) ::kill(agent, SIGKILL);
    ::kill(pid_, SIGKILL);
    wait();
    for (const pid_t agent : agents)
        eventually([agent] { return ::kill(agent, 0) != 0 || is_zombie(agent); });
}

std::string ResidentAgent::log() const {
    return read_all(place_ + "/log");
}

Orchestrator::Orchestrator(const ResidentAgent& agent, const std::string& host)
    : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, agent.socket().c_str(), sizeof address.sun_path - 1);
    const auto* generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
    // The file is there a moment before somebody listens.
    bool connected = false;
    eventually([&] {
        connected = ::connect(socket_, generic, sizeof address) == 0;
        return connected || !agent.runs();
    });
    if (!connected) throw std::runtime_error("cannot connect: " + agent.log());
    wire::Hello hello;
    hello.host = host;
    send(hello);
    if (host == "db1") expect<wire::Welcome>();
}

Orchestrator::~Orchestrator() {
    ::close(socket_);
}

void Orchestrator::send(const wire::Message& message) {
    send_bytes(wire::encode(message));
}

void Orchestrator::send_bytes(const std::string& bytes) {
    (void)!::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

std::optional<wire::Message> Orchestrator::next() {
    for (;;) {
        auto body = reader_.next();
        if (!body) throw std::runtime_error(describe(body.error()));
        if (*body) return wire::decode(**body).value();
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, answer_ms_max) <= 0) throw std::runtime_error("no answer");
        std::array<char, 65536> buffer;
        const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
        if (got <= 0) return std::nullopt;
        reader_.feed(std::string_view(buffer.data(), static_cast<std::size_t>(got)));
    }
}

void Orchestrator::offer(const std::string& plan, std::int64_t epoch) {
    wire::OfferPlan offer{.drill = "q-1", .hash = sha256_hex(plan), .bytes = plan, .epoch = epoch};
    send(offer);
    expect<wire::PlanTaken>();
}

void Orchestrator::begin(const AttemptKey& key) {
    send(wire::Execute{.key = key});
}

AttemptReport Orchestrator::execute(const AttemptKey& key) {
    begin(key);
    while (auto message = next()) {
        if (auto* ended = std::get_if<wire::Ended>(&*message); ended && ended->key == key)
            return ended->report;
        if (auto* refused = std::get_if<wire::Refused>(&*message))
            throw std::runtime_error("refused: " + refused->why);
    }
    throw std::runtime_error("closed before the end of " + to_text(key));
}

}  // namespace firedrill::test
