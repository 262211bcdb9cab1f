// A hundred thousand steps that a hostile orchestrator might think of, against an oracle that was
// written on its own: it knows what this one policy allows, spelled out as plainly as possible.
// Whatever the policy lets through, the oracle must have allowed; and enough of it gets through.
#include "tests/core/agent/a_policy.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <random>
#include <regex>

using namespace firedrill;
using namespace firedrill::test;
using Words = std::vector<std::string>;

namespace {

class Chance {
public:
    explicit Chance(std::uint32_t seed) : engine_(seed) {}
    bool one_in(std::uint32_t n) { return engine_() % n == 0; }
    std::size_t below(std::size_t n) { return engine_() % n; }
    std::string any(const Words& words) { return words[below(words.size())]; }

private:
    std::mt19937 engine_;
};

const Words programs{"/usr/bin/systemctl", "/usr/bin/cp",        "/usr/bin/id",  "/bin/sh",
                     "systemctl",          "/usr/bin/../bin/cp", "/usr//bin/cp", ""};
const Words arguments{"stop", "start", "db",     "sshd",           "/srv/from/a", "/srv/to/b",
                      "-c",   "rm",    "a.1",    "/srv/from/keys", "/etc/shadow", "/srv/drill",
                      "..",   "",      "$(id)",  "db; id",         "/srv/to",     "restart",
                      "`id`", "x|y",   "--help", "/srv/from/x/y",  "\xD0\xB0",    "\xEF\xBC\x8F"};
const Words damage{"/..",
                   "/../../etc/shadow",
                   "//",
                   "/./x",
                   "\n",
                   " ",
                   "\t",
                   "/",
                   "'",
                   "\"",
                   "$IFS",
                   ";",
                   "&&",
                   "%2e%2e",
                   "\xEF\xBC\x8E",
                   "\xE2\x88\x95",
                   "\xC2\xA0",
                   "-",
                   std::string(1, '\0'),
                   std::string(300, 'a')};

std::string argument(Chance& chance) {
    std::string out = chance.any(arguments);
    if (chance.one_in(4)) out.insert(chance.below(out.size() + 1), chance.any(damage));
    return out;
}

/// A run that is allowed, then up to two changes.
plan::Run a_command(Chance& chance) {
    static const std::vector<Words> good{{"/usr/bin/systemctl", "stop", "db"},
                                         {"/usr/bin/cp", "/srv/from/a", "/srv/to/b"},
                                         {"/usr/bin/cp", "/srv/from", "/srv/to", "x", "y.2"},
                                         {"/usr/bin/id"}};
    Words argv = good[chance.below(good.size())];
    for (std::size_t changes = chance.below(3); changes > 0; --changes) {
        const std::size_t at = chance.below(argv.size() + 1);
        if (at == argv.size() || chance.one_in(5))
            argv.insert(argv.begin() + static_cast<std::ptrdiff_t>(at), argument(chance));
        else if (at == 0 || chance.one_in(3))
            argv[0] = chance.any(programs);
        else if (chance.one_in(2))
            argv[at] = argument(chance);
        else
            argv[at].insert(chance.below(argv[at].size() + 1), chance.any(damage));
    }
    plan::Run run = a_run(std::move(argv));
    if (chance.one_in(8)) run.environment[chance.any({"LANG", "PATH", "LD_PRELOAD"})] = "C";
    if (chance.one_in(8)) run.directory = chance.any({"/", "/srv", "/tmp", "/srv/../etc", ""});
    run.reads_only = chance.one_in(2);
    return run;
}

plan::Fault a_breakage(Chance& chance) {
    const std::string kind = chance.any({"disk.fill", "network.partition", "process.pause",
                                         "process.kill", "service.stop", "cpu.load", "disk.fi11"});
    plan::Parameters with;
    const auto add = [&](const char* name, const Words& values) {
        if (chance.one_in(6)) return;
        with[name] = chance.any(values);
        if (chance.one_in(8)) with[name] += chance.any(damage);
    };
    if (kind == "disk.fill") {
        add("directory", {"/srv/drill", "/srv/drill/a", "/srv", "/srv/drill/../x", "/srv/drilled"});
        add("size", {"1MiB", "1GiB", "2GiB", "1073741824", "1073741825", "0", "-5", "1e3"});
    } else if (kind == "network.partition") {
        add("peers", {"10.2.3.4", "10.2.0.0/16", "10.0.0.0/8", "10.3.0.1", "10.2.1.1 8.8.8.8"});
        add("port", {"5432", "5433", "22", "0", "65536", ""});
        add("direction", {"in", "out", "both", "up"});
    } else if (kind == "service.stop") {
        add("stop", {"/usr/bin/systemctl stop db", "/usr/bin/id", "/bin/sh -c id"});
        add("start", {"/usr/bin/systemctl start db", "/bin/evil", "systemctl start db"});
    } else {
        add("match", {"postgres", "sshd", "postgre\xD1\x95"});
    }
    if (chance.one_in(10)) with[chance.any({"start", "beside_receipts", "signal"})] = "true";
    static const std::vector<Nanos> leases{1s, 30s, 5min, 301s, 10min, 8760h};
    return {.kind = kind, .with = with, .lease = leases[chance.below(leases.size())]};
}

// The oracle: regular expressions over whole lines, and lists
// --------------------------------------

bool oracle_path(const std::string& path, const std::string& top) {
    static const std::regex parts("(/[!-.0-~]+)+");
    if (path.size() > 2000 || !std::regex_match(path, parts)) return false;
    for (const char* dots : {"/../", "/./"})
        if ((path + "/").find(dots) != std::string::npos) return false;
    return path == top || path.rfind(top + "/", 0) == 0;
}

bool oracle_argv(const Words& argv) {
    if (argv.empty()) return false;
    if (argv[0] == "/usr/bin/id") return argv.size() == 1;
    if (argv[0] == "/usr/bin/systemctl")
        return argv.size() == 3 && (argv[1] == "stop" || argv[1] == "start") && argv[2] == "db";
    if (argv[0] != "/usr/bin/cp" || argv.size() < 3 || argv.size() > 5) return false;
    static const std::regex name("[a-z0-9.]{1,8}");
    for (std::size_t i = 3; i < argv.size(); ++i)
        if (!std::regex_match(argv[i], name) || argv[i] == ".." || argv[i] == "rm") return false;
    const std::string keys = "/srv/from/keys";
    const bool secret = argv[1] == keys || argv[1].rfind(keys + "/", 0) == 0;
    const auto is_rm = [](const std::string& path) {
        return path.size() > 3 && path.substr(path.size() - 3) == "/rm";
    };
    return oracle_path(argv[1], "/srv/from") && oracle_path(argv[2], "/srv/to") && !secret &&
           !is_rm(argv[1]) && !is_rm(argv[2]);
}

bool oracle_run(const plan::Run& run) {
    const bool copy = !run.argv.empty() && run.argv[0] == "/usr/bin/cp";
    for (const auto& [name, value] : run.environment)
        if (!copy || name != "LANG" || value != "C") return false;
    if (run.directory != "/" && !(copy && run.directory == "/srv")) return false;
    return oracle_argv(run.argv);
}

bool oracle_fault(const plan::Fault& fault) {
    const auto get = [&](const char* name) {
        const auto found = fault.with.find(name);
        return found == fault.with.end() ? std::string() : found->second;
    };
    const auto only = [&](std::initializer_list<std::string> names) {
        for (const auto& [name, value] : fault.with)
            if (!value.empty() && std::find(names.begin(), names.end(), name) == names.end())
                return false;
        return true;
    };
    const auto among = [](const std::string& value, const Words& words) {
        return std::find(words.begin(), words.end(), value) != words.end();
    };
    if (fault.lease > 10min) return false;
    if (fault.kind == "disk.fill")
        return only({"directory", "size"}) && fault.lease <= 5min &&
               oracle_path(get("directory"), "/srv/drill") &&
               among(get("size"), {"1MiB", "1GiB", "1073741824", ""});
    if (fault.kind == "network.partition")
        return only({"peers", "port", "direction"}) && among(get("port"), {"5432", "5433"}) &&
               std::regex_match(get("peers"), std::regex("10\\.2\\.[0-9./]+[ \t\n]*")) &&
               among(get("direction"), {"in", "out", "both", ""});
    if (fault.kind == "process.pause")
        return only({"match"}) && among(get("match"), {"postgres", ""});
    static const std::regex stop("/usr/bin/systemctl +(stop|start) +db *|/usr/bin/id *|");
    return fault.kind == "service.stop" && only({"stop", "start"}) &&
           std::regex_match(get("stop"), stop) && std::regex_match(get("start"), stop);
}

std::uint32_t how_many(std::uint32_t usual) {
    const char* wanted = std::getenv("DRILL_POLICY");
    return wanted == nullptr ? usual : static_cast<std::uint32_t>(std::atoll(wanted));
}

/// How many got through; each of them, the oracle allows.
template <class Make, class Oracle>
std::size_t let_through(std::uint32_t count, Make make, Oracle oracle) {
    const agent::Policy policy = a_policy();
    std::size_t through = 0;
    for (std::uint32_t seed = 0; seed < count; ++seed) {
        Chance chance(seed);
        const auto action = make(chance);
        const bool passes = refusal(policy, action).empty();
        if (passes) ++through;
        if (passes && !oracle(action)) {
            CAPTURE(seed);
            FAIL("the policy lets through what the oracle denies");
        }
    }
    return through;
}

}  // namespace

TEST_CASE("no program gets through that an independent oracle denies") {
    const std::uint32_t count = how_many(150'000);
    const std::size_t through = let_through(count, a_command, oracle_run);
    CHECK(through > count / 10);
    CHECK(through < count / 2);
}

TEST_CASE("nothing that the oracle allows is refused") {
    const agent::Policy policy = a_policy();
    for (std::uint32_t seed = 0; seed < how_many(30'000); ++seed) {
        Chance chance(seed);
        const plan::Run run = a_command(chance);
        CAPTURE(seed, run.argv, run.directory);
        if (oracle_run(run)) REQUIRE(refusal(policy, run).empty());
    }
}

TEST_CASE("no fault gets through that an independent oracle denies") {
    const std::uint32_t count = how_many(100'000);
    CHECK(let_through(count, a_breakage, oracle_fault) > count / 50);
}
