// Several drills of one workspace, with the programs as a user has them.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <map>

using namespace firedrill;
using test::eventually;

namespace {

constexpr int not_measured = 2;  ///< no probe watches

/// Services orders (which needs the ledger), quotes and ledger, a scenario and a host for each; its
/// drill waits until it is let go.
class Workspace {
public:
    Workspace() {
        write("firedrill.yaml",
              "workspace: small\nenvironment: lab\ntimezone: UTC\nlanguage: en\n"
              "store: .firedrill\nlab:\n  up: [lab, up]\n  down: [lab, down]\n");
        write("catalogue.yaml", "services:\n" + service("orders", "[ledger]") +
                                    service("quotes", "[]") + service("ledger", "[]"));
        write("inventory.yaml",
              "sites:\n  - {id: here, kind: primary, title: {en: Here}}\nhosts:\n" +
                  host("orders") + host("quotes") + host("ledger"));
        std::filesystem::create_directories(path() / "scenarios");
        for (const char* name : {"orders", "quotes", "ledger"})
            write("scenarios/" + std::string(name) + ".yaml", scenario(name));
        write("lab", "#!/bin/sh\necho $1 >> lab-log\n");
        std::filesystem::permissions(path() / "lab", std::filesystem::perms::owner_all);
    }
    ~Workspace() {
        for (auto& [name, pid] : drills_) end(name, SIGKILL);
    }
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    /// Returns when the drill waits to be let go.
    void start(const std::string& name) {
        drills_[name] = test::start_program(
            {DRILL_BINARY_DIR "/firedrill", "-C", path().string(), "run", name, "--yes", "--plain"},
            {.output = (path() / (name + ".said")).string()});
        if (!eventually([&] { return content("effects").find(name + " waits\n") != npos; }))
            FAIL(content(name + ".said"));
    }
    void let_go(const std::string& name) const { write(name + ".go", ""); }
    int wait(const std::string& name) { return end(name, 0); }
    void kill(const std::string& name) { end(name, SIGKILL); }
    bool runs(const std::string& name) const {
        return ::waitpid(drills_.at(name), nullptr, WNOHANG) == 0;
    }

    Ended firedrill(const std::string& arguments) const {
        return run_shell(DRILL_BINARY_DIR "/firedrill -C " + path().string() + " --lang en " +
                         arguments);
    }
    json::value told(const std::string& arguments) const {
        const auto ended = firedrill("--json " + arguments);
        auto value = parse_json(ended.output.substr(0, ended.output.find('\n')));
        return value ? std::move(*value) : json::value();
    }
    std::string content(const std::string& name) const {
        std::ifstream in(path() / name);
        return {std::istreambuf_iterator<char>(in), {}};
    }

private:
    static constexpr auto npos = std::string::npos;

    std::filesystem::path path() const { return place_.path(); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path() / name) << text;
    }
    static std::string service(const std::string& id, const std::string& needs) {
        return "  - {id: " + id + ", title: {en: " + id +
               "}, class: real_time, rto: {target: 1h}, needs: " + needs + "}\n";
    }
    static std::string host(const std::string& service) {
        return "  - {id: h-" + service +
               ", title: {en: Host}, site: here, connect: {via: local}}\n";
    }
    std::string scenario(const std::string& name) const {
        const auto step = [&](const std::string& id, const std::string& command,
                              const std::string& more = "") {
            return "    - {id: " + id + ", on: [h-" + name + "], run: [/bin/sh, -c, \"cd " +
                   path().string() + " && " + command + "\"]" + more + "}\n";
        };
        return "scenario: " + name + "\ntitle: {en: Small}\nform: isolated_test\n" +
               "variant: planned\nservices: [" + name + "]\npurpose: {en: Try}\n" +
               "scope: {en: One host}\nother_event: {reason: {en: none}}\nphases:\n  prepare:\n" +
               step("wait",
                    "echo " + name + " waits >> effects; while [ ! -e " + name +
                        ".go ]; do sleep 0.02; done",
                    ", undo: {run: [/bin/sh, -c, \"echo " + name + " undone >> " +
                        (path() / "effects").string() + "\"]}") +
               step("after", "echo " + name + " after >> effects");
    }
    int end(const std::string& name, int signal) {
        pid_t& child = drills_[name];
        if (child <= 0) return -1;
        if (signal != 0) ::kill(child, signal);
        int status = 0;
        ::waitpid(std::exchange(child, 0), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

    TemporaryDirectory place_;
    std::map<std::string, pid_t> drills_;
};

}  // namespace

TEST_CASE("two drills of one workspace run at once and end each for itself") {
    Workspace work;
    work.start("orders");
    work.start("quotes");
    // what names no drill says which there are
    const auto both = work.told("status");
    REQUIRE(both.as_object().contains("drills"));
    CHECK(both.at("drills").as_array().size() == 2);
    const auto unclear = work.firedrill("pause");
    CHECK(unclear.code == 64);
    CHECK(unclear.says("several drills run: orders-"));
    const auto first = std::string(both.at("drills").at(0).at("drill").as_string());
    CHECK(work.firedrill("note " + first + " \"line 2 was busy\"").code == 0);
    // when one ends, the other one goes on
    work.let_go("quotes");
    CHECK(work.wait("quotes") == not_measured);
    CHECK(work.runs("orders"));
    CHECK(work.told("status").at("drill").as_string() == first);
    CHECK(work.firedrill("pause").code == 0);
    CHECK(work.firedrill("continue").code == 0);
    CHECK(work.content("lab-log") == "up\n");
    work.let_go("orders");
    CHECK(work.wait("orders") == not_measured);
    // then each has its report, and the lab went down once
    CHECK(work.content("lab-log") == "up\ndown\n");
    CHECK(work.firedrill("report " + first + " --format md -o -").says("line 2 was busy"));
    CHECK(work.content("effects") == "orders waits\nquotes waits\nquotes after\norders after\n");
}

TEST_CASE("a second drill on the same service is refused, and the first one goes on") {
    Workspace work;
    work.start("orders");
    const auto refused = work.firedrill("run ledger --yes --plain");
    INFO(refused.output);
    CHECK(refused.code == 6);
    CHECK(refused.says("runs on service ledger"));
    CHECK(refused.says("firedrill abort orders-"));
    CHECK(work.content("lab-log") == "up\n");
    CHECK(work.runs("orders"));
    // when its process dies it still keeps its place, until somebody settles it
    work.kill("orders");
    const auto unsettled = work.firedrill("run ledger --yes --plain");
    INFO(unsettled.output);
    CHECK(unsettled.code == 6);
    CHECK(unsettled.says("has not ended"));
    CHECK(work.firedrill("abort").code == 3);
    CHECK(work.content("effects") == "orders waits\norders undone\n");
    work.let_go("ledger");
    CHECK(work.firedrill("run ledger --yes --plain").code == not_measured);
}

TEST_CASE("stop-all ends every drill that runs") {
    Workspace work;
    work.start("orders");
    work.start("quotes");
    const auto stopped = work.firedrill("stop-all --why \"market opens\"");
    INFO(stopped.output);
    CHECK(stopped.code == 3);
    CHECK(work.wait("orders") == 3);
    CHECK(work.wait("quotes") == 3);
    const auto effects = work.content("effects");
    CHECK(effects.find("orders undone") != std::string::npos);
    CHECK(effects.find("quotes undone") != std::string::npos);
    CHECK(work.firedrill("run ledger --yes --plain").code == 6);
}
