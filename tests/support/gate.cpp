#include "tests/support/gate.hpp"

#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace firedrill::test {

namespace {

void end(pid_t& pid) {
    if (pid == 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = 0;
}

}  // namespace

DialledIn::DialledIn() : port_(free_port()) {
    write("firedrill.yaml",
          "workspace: dialled\nenvironment: test\ntimezone: UTC\nlanguage: en\n"
          "store: .firedrill\ngate: {listen: \"" +
              head() + "\"}\n");
    write("inventory.yaml",
          "sites:\n  - {id: here, kind: primary, title: {en: Here}}\n"
          "hosts:\n  - {id: h1, title: {en: One}, site: here, connect: {via: tls}}\n");
    std::filesystem::create_directories(path() / "scenarios");
    scenario({"true"});
}

DialledIn::~DialledIn() {
    end(agent_);
    end(gate_);
}

void DialledIn::write(const std::string& name, const std::string& text) const {
    std::ofstream(path() / name) << text;
}

std::string DialledIn::text_of(const std::string& name) const {
    std::ifstream in(path() / name);
    return {std::istreambuf_iterator<char>(in), {}};
}

void DialledIn::scenario(const std::vector<std::string>& commands) const {
    std::string steps;
    for (std::size_t i = 0; i < commands.size(); ++i)
        steps += "    - {id: s" + std::to_string(i) + ", on: [h1], run: [/bin/sh, -c, \"cd " +
                 path().string() + " && " + commands[i] + "\"]}\n";
    write("scenarios/small.yaml",
          "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: planned\n"
          "services: []\npurpose: {en: Try}\nscope: {en: One host}\n"
          "other_event: {reason: {en: none}}\nphases:\n  prepare:\n" +
              steps);
}

Ended DialledIn::firedrill(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{DRILL_BINARY_DIR "/firedrill", "-C", path().string()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run_program(argv);
}

Ended DialledIn::agent(const std::vector<std::string>& arguments) const {
    std::vector<std::string> argv{DRILL_BINARY_DIR "/firedrill-agent"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return run_program(argv);
}

void DialledIn::open_gate() {
    gate_ = start_program({DRILL_BINARY_DIR "/firedrill", "-C", path().string(), "gate"},
                          {.input = "", .output = (path() / "gate.log").string(), .user = ""});
    if (!eventually([&] { return gate_log().find("gate open") != std::string::npos; }))
        throw std::runtime_error("the gate does not open: " + gate_log());
}

void DialledIn::close_gate() {
    end(gate_);
    std::filesystem::remove(path() / "gate.log");
}

std::vector<std::string> DialledIn::enrol_words() const {
    const Ended asked = firedrill({"agent", "enrol", "h1"});
    const auto begin = asked.output.find("firedrill-agent enrol");
    if (asked.exit != 0 || begin == std::string::npos) throw std::runtime_error(asked.output);
    std::istringstream line(asked.output.substr(begin, asked.output.find('\n', begin) - begin));
    std::vector<std::string> words{std::istream_iterator<std::string>(line), {}};
    words.erase(words.begin());
    for (std::size_t i = 0; i + 1 < words.size(); ++i)
        if (words[i] == "--state") words[i + 1] = state();
    return words;
}

void DialledIn::enrol() const {
    const Ended enrolled = agent(enrol_words());
    if (enrolled.exit != 0) throw std::runtime_error(enrolled.output);
}

void DialledIn::start_agent() {
    agent_ =
        start_program({DRILL_BINARY_DIR "/firedrill-agent", "serve", "--host", "h1", "--state",
                       state(), "--socket", (path() / "agent.sock").string(), "--head", head()},
                      {.input = "", .output = (path() / "agent.log").string(), .user = ""});
}

void DialledIn::end_agent() {
    end(agent_);
}

bool DialledIn::answers() const {
    return firedrill({"agent", "ping"}).exit == 0;
}

pid_t DialledIn::start_drill() {
    return start_program(
        {DRILL_BINARY_DIR "/firedrill", "-C", path().string(), "run", "small", "--yes", "--plain"},
        {.input = "", .output = (path() / "said").string(), .user = ""});
}

}  // namespace firedrill::test
