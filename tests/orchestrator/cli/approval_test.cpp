// From a new key to a drill in production, with the programs as people have them: the orchestrator,
// an agent with a policy, and approvers who sign on machines of their own.
#include "core/base/json.hpp"
#include "tests/orchestrator/cli/shell.hpp"
#include "tests/orchestrator/journal/temporary.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>

using namespace firedrill;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& file, const std::string& text) {
    std::ofstream(file) << text;
}
std::string read(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// A workspace of environment production, one host whose policy wants two of three signatures, and
/// the three who can give them.
class Production {
public:
    Production() {
        for (const char* folder : {"w/scenarios", "w/keys", "w/approvals", "desk", "open"})
            fs::create_directories(path() / folder);
        for (const char* person : {"cio", "ops.head", "risk.head", "auditor"}) {
            REQUIRE(shell("key new --out " + key(person)).code == 0);
            fs::copy_file(key(person) + ".pub", path() / "w/keys" / (std::string(person) + ".pub"));
        }
        write_workspace();
        write_policy();
        agent_ = test::start_program(
            {DRILL_BINARY_DIR "/firedrill-agent", "serve", "--host", "h1", "--state",
             (path() / "state").string(), "--socket", (path() / "sock").string(), "--policy",
             (path() / "policy.yaml").string()},
            {.output = (path() / "agent.log").string()});
        REQUIRE(test::eventually([&] { return fs::exists(path() / "sock"); }));
    }
    ~Production() {
        ::kill(agent_, SIGKILL);
        ::waitpid(agent_, nullptr, 0);
    }
    Production(const Production&) = delete;
    Production& operator=(const Production&) = delete;

    fs::path path() const { return place_.path(); }
    std::string key(const std::string& person) const { return path() / "desk" / person; }
    std::string file(const std::string& name) const { return path() / "desk" / name; }

    Ended shell(const std::string& arguments) const {
        return run_shell("timeout 60 " DRILL_BINARY_DIR "/firedrill --lang en " + arguments);
    }
    Ended firedrill(const std::string& arguments) const {
        return shell("-C " + (path() / "w").string() + " " + arguments);
    }
    Ended run(const std::string& more = {}) const {
        return firedrill("run small --as ops.lead --plain --yes --service trading " + more);
    }
    /// The plan as the approvers get it.
    std::string exported() const {
        const auto plan = firedrill("--json plan small");
        REQUIRE(plan.code == 0);
        write(file("plan.json"), plan.output);
        return file("plan.json");
    }
    Ended sign(const std::string& person, const std::string& name,
               const std::string& more = {}) const {
        return shell("key sign " + exported() + " --key " + key(person) + " --as " + person +
                     " -o " + file(name) + " --yes " + more);
    }
    bool has_begun() const { return fs::exists(path() / "open/mark"); }
    std::string public_key(const std::string& person) const {
        const std::string text = read(key(person) + ".pub");
        return text.substr(0, text.find('\n'));
    }

private:
    void write_workspace() const {
        const fs::path w = path() / "w";
        write(w / "firedrill.yaml",
              "workspace: small\nenvironment: production\ntimezone: UTC\nlanguage: en\n"
              "store: .firedrill\n");
        write(w / "inventory.yaml",
              "sites:\n  - {id: here, kind: primary, title: {en: Here}}\nhosts:\n"
              "  - {id: h1, title: {en: One}, site: here, connect: {via: local, socket: " +
                  (path() / "sock").string() + "}}\n");
        write(w / "catalogue.yaml",
              "services:\n  - {id: trading, title: {en: Trading}, class: real_time, priority: 1, "
              "owner: it, rto: {target: 5m}}\n");
        std::string people =
            "departments: [{id: it, title: {en: IT}}]\npeople:\n"
            "  - {id: ops.lead, title: {en: Lead}, department: it}\n";
        for (const char* person : {"cio", "ops.head", "risk.head", "auditor"})
            people += std::string("  - {id: ") + person +
                      ", title: {en: P}, department: it, key: " + "keys/" + person + ".pub}\n";
        write(w / "people.yaml",
              people + "roles: {leading_group: {members: [cio, ops.head], quorum: 1}}\n");
        write(w / "scenarios/small.yaml",
              "scenario: small\ntitle: {en: Small}\nform: isolated_test\nvariant: planned\n"
              "services: [trading]\nparticipants: {evaluators: [auditor]}\npurpose: {en: Try}\n"
              "scope: {en: One host}\nother_event: {reason: {en: none}}\n"
              "guards: {max_duration: 10m, auto_revert_after: 30s}\n"
              "stop_conditions: [{second_fault: true, for: 5s}]\nphases:\n  prepare:\n"
              "    - {id: mark, on: [h1], run: [/usr/bin/touch, " +
                  (path() / "open/mark").string() + "]}\n");
    }
    void write_policy() const {
        std::string text =
            "environment: production\nservices: [trading]\nverbs: [run, snapshot]\n"
            "max_lease: 10m\nmax_duration: 1h\ncommands:\n  - argv: [/usr/bin/touch, {below: [" +
            (path() / "open").string() + "]}]\napprovers:\n  quorum: 2\n  keys:\n";
        for (const char* person : {"cio", "ops.head", "risk.head"})
            text += std::string("    - {person: ") + person + ", key: \"" + public_key(person) +
                    "\"}\n";
        write(path() / "policy.yaml", text);
        fs::permissions(path() / "policy.yaml", fs::perms(0644));
    }

    TemporaryDirectory place_;
    pid_t agent_ = 0;
};

}  // namespace

TEST_CASE("from new keys to a drill in production that two have signed") {
    Production w;
    // what plan says before anybody has signed
    const auto before = w.firedrill("plan small");
    INFO(before.output);
    CHECK(before.code == 0);
    CHECK(before.says("nobody yet"));
    CHECK(before.says("can sign: cio, ops.head, risk.head (firedrill key sign)"));
    // who signs sees what
    const auto signed_by_cio = w.sign("cio", "cio.json", "--valid 8h");
    INFO(signed_by_cio.output);
    CHECK(signed_by_cio.code == 0);
    for (const char* text :
         {"cio signs: small \"Small\"", "environment production", "services  trading",
          "changes   h1", "step      mark  h1  /usr/bin/touch ", "hash      ", "for one drill",
          "firedrill run small --approval"})
        CHECK(signed_by_cio.says(text));
    REQUIRE(w.sign("ops.head", "ops.json").code == 0);
    fs::copy_file(w.file("ops.json"), w.path() / "w/approvals/ops.json");
    // one lies in the workspace, one is named
    const auto there = w.firedrill("plan small --approval " + w.file("cio.json"));
    CHECK(there.says("cio until 20"));
    CHECK(there.says("ops.head until 20"));
    const auto ran = w.run("--approval " + w.file("cio.json"));
    INFO(ran.output);
    CHECK((ran.code == 0 || ran.code == 2));  // nothing is measured
    CHECK(w.has_begun());
    // and for a second drill new signatures are wanted
    const auto again = w.run("--approval " + w.file("cio.json"));
    INFO(again.output);
    CHECK(again.code == 6);
    CHECK(again.says("has served drill small-"));
    CHECK(again.says("who may sign still: cio, ops.head, risk.head"));
}

TEST_CASE("nothing begins in production without signatures, and the words say what is missing") {
    Production w;
    const auto none = w.run();
    INFO(none.output);
    CHECK(none.code == 6);
    CHECK(none.says("nobody has signed plan"));
    CHECK(none.says("firedrill plan small --json"));
    CHECK(none.says("cio, ops.head, risk.head"));
    // one of two: the policy of the host says so in the pre-flight
    REQUIRE(w.sign("cio", "cio.json").code == 0);
    const auto one = w.run("--approval " + w.file("cio.json"));
    INFO(one.output);
    CHECK(one.code == 6);
    CHECK(one.says("firedrill-agent on h1 refuses the plan"));
    CHECK(one.says("1 of 2 signatures count (of: cio); who may sign still: ops.head, risk.head"));
    // a start that came to nothing has used nothing up
    REQUIRE(w.sign("risk.head", "risk.json").code == 0);
    const std::string both =
        "--approval " + w.file("cio.json") + " --approval " + w.file("risk.json");
    // the name of the service is typed; yes is too short
    const auto unnamed = w.firedrill("run small --as ops.lead --plain --yes " + both);
    CHECK(unnamed.code == 6);
    CHECK(unnamed.says("the name of the service is typed"));
    CHECK(unnamed.says("--service trading"));
    CHECK(w.firedrill("run small --as ops.lead --yes --service other " + both).code == 6);
    // who starts it does not approve it
    const auto own = w.firedrill("run small --as cio --yes --service trading " + both);
    CHECK(own.code == 6);
    CHECK(own.says("cio starts this drill, and somebody else approves it"));
    CHECK_FALSE(w.has_begun());
    const auto ran = w.run(both);
    INFO(ran.output);
    CHECK((ran.code == 0 || ran.code == 2));
    CHECK(w.has_begun());
}

TEST_CASE("a signature of another plan, of another time, or changed in its file is refused") {
    Production w;
    REQUIRE(w.sign("cio", "cio.json").code == 0);
    const auto refused = [&](const std::string& name, const std::string& why) {
        const auto ran = w.run("--approval " + w.file(name));
        INFO(ran.output);
        CHECK(ran.code == 6);
        CHECK(ran.says(why));
    };
    REQUIRE(w.sign("ops.head", "late.json", "--from \"2026-01-01 00:00\"").code == 0);
    refused("late.json", "late.json: it counted until 2026-01-02T00:00:00");
    std::string text = read(w.file("cio.json"));
    text.replace(text.find("\"person\":\"cio\""), 14, "\"person\":\"ops.head\"");
    write(w.file("changed.json"), text);
    refused("changed.json", "changed.json: the signature is not under these words");
    write(w.file("none.json"), "{}");
    CHECK(w.run("--approval " + w.file("none.json")).code == 65);
    // the plan changes by one byte, and every signature under it is void
    const std::string scenario = w.path() / "w/scenarios/small.yaml";
    std::string changed = read(scenario);
    changed.replace(changed.find("open/mark"), 9, "open/marl");
    write(scenario, changed);
    refused("cio.json", "cio.json: it was signed for another plan");
    CHECK_FALSE(w.has_begun());
}

TEST_CASE("who may not sign, cannot") {
    Production w;
    const std::string plan = w.exported();
    const auto sign = [&](const std::string& arguments) {
        return w.shell("key sign " + plan + " -o " + w.file("x.json") + " " + arguments);
    };
    const auto key = [&](const char* person) { return " --key " + w.key(person); };
    CHECK(sign("--yes --as auditor" + key("auditor")).says("auditor evaluates this drill"));
    CHECK(sign("--yes --as ops.lead" + key("cio")).says("people.yaml names no key of ops.lead"));
    CHECK(sign("--yes --as ops.head" + key("cio")).says("not the key that people.yaml names"));
    CHECK(sign("--yes --as mallory" + key("cio")).says("mallory is not in people.yaml"));
    CHECK(sign("--as cio" + key("cio")).says("nobody said yes"));
    CHECK(sign("--yes --as cio --valid 60d" + key("cio")).code == 65);
    CHECK(sign("--yes --as cio --valid 800h" + key("cio")).code == 64);
    CHECK(sign("--yes --as cio --step mark --drill d" + key("cio")).says("asks for no approval"));
    // a key that others may read is not used
    fs::permissions(w.key("cio"), fs::perms(0640));
    const auto wide = sign("--yes --as cio" + key("cio"));
    CHECK(wide.code == 6);
    CHECK(wide.says("others may read the private key (mode 640)"));
    // nor is a key written over
    const auto twice = w.shell("key new --out " + w.key("cio"));
    CHECK(twice.code == 6);
    CHECK(twice.says("is there already"));
    CHECK(w.shell("key show " + w.key("ops.head")).says(w.public_key("ops.head")));
    CHECK_FALSE(fs::exists(w.file("x.json")));
    // a plan whose file says another hash was changed on the way
    std::string text = read(plan);
    text.replace(text.find("open/mark"), 9, "open/evil");
    write(plan, text);
    CHECK(sign("--yes --as ops.head" + key("ops.head")).says("does not have the hash"));
}

TEST_CASE("people.yaml names public keys, one for each person") {
    Production w;
    const fs::path keys = w.path() / "w/keys";
    CHECK(w.firedrill("check").code == 0);
    write(keys / "cio.pub", read(w.key("cio")));
    CHECK(w.firedrill("check").says("keys/cio.pub holds no public key"));
    write(keys / "cio.pub", read(w.key("ops.head") + ".pub"));
    CHECK(w.firedrill("check").says("cio has the same key"));
    fs::remove(keys / "cio.pub");
    const auto gone = w.firedrill("check");
    CHECK(gone.code == 65);
    CHECK(gone.says("firedrill key new --out cio"));
}
