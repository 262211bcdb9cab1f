#include "tests/crash/stage.hpp"

#include "orchestrator/links/local_pipe.hpp"
#include "tests/crash/small_drill.hpp"
#include "tests/crash/stopped_drill.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

namespace firedrill::crash {

using test::eventually;

namespace {

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream out;
    out << in.rdbuf();  // does not throw where a process went away meanwhile
    return out.str();
}

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream(file, std::ios::binary) << text;
}

char state_of(pid_t pid) {
    const std::string stat = bytes_of("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = stat.rfind(')');
    return name_end == std::string::npos || name_end + 2 >= stat.size() ? 'X' : stat[name_end + 2];
}

bool has_ended(pid_t child) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
}

void end_child(pid_t& child) {
    if (child <= 0) return;
    ::kill(child, SIGKILL);
    ::waitpid(std::exchange(child, 0), nullptr, 0);
}

std::string own_program() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

}  // namespace

Agent::Agent(std::string host, const std::filesystem::path& place)
    : host_(std::move(host)), place_(place) {}

Agent::~Agent() {
    kill();
}

void Agent::start(const std::vector<std::string>& under) {
    kill();
    std::vector<std::string> words = under;
    for (const std::string& word :
         {std::string(DRILL_BINARY_DIR) + "/firedrill-agent", std::string("serve"),
          std::string("--host"), host_, std::string("--state"), state(), std::string("--socket"),
          socket()})
        words.push_back(word);
    ::unlink(socket().c_str());
    traced_ = !under.empty();
    pid_ = test::start_program(words, {.output = log()});
    eventually([&] { return std::filesystem::exists(socket()) || !runs(); });
}

pid_t Agent::pid() const {
    if (!runs()) return 0;
    if (!traced_) return pid_;
    const auto children = test::children_of(pid_);
    return children.empty() ? 0 : children.front();
}

bool Agent::listens() const {
    const auto descriptor = links::connect_unix(socket());
    if (descriptor) ::close(*descriptor);
    return descriptor.has_value();
}

bool Agent::runs() const {
    return pid_ > 0 && !has_ended(pid_);
}

void Agent::kill() {
    const pid_t agent = traced_ ? pid() : 0;
    if (agent > 0) ::kill(agent, SIGKILL);
    end_child(pid_);
    if (agent > 0) eventually([&] { return ::kill(agent, 0) != 0 || test::is_zombie(agent); });
}

Stage::Stage(std::chrono::milliseconds lease)
    : h1("h1", place_.path()), h2("h2", place_.path()), store_(root() / "store"), lease_(lease) {
    write_file(root() / "note", note_program);
    restart_service();
    h1.start();
    h2.start();
    (void)opened();
}

Stage::~Stage() {
    end_child(service_);
}

void Stage::restart_service() {
    end_child(service_);
    service_ = test::start_program({"/bin/sleep", "100000"});
    write_file(root() / "service.pid", std::to_string(service_) + "\n");
}

plan::Plan Stage::plan(const std::string& drill) const {
    auto plan = small_drill(root(), trace(drill), lease_);
    for (auto& host : plan.hosts) host.socket = host.id == "h1" ? h1.socket() : h2.socket();
    return plan;
}

void Stage::let_go(const std::string& drill) const {
    write_file(trace(drill).string() + ".go", "");
}

void Stage::hold_at(const std::string& drill, const std::string& step) const {
    write_file(trace(drill).string() + ".not-" + step, "");
}

void Stage::release(const std::string& drill, const std::string& step) const {
    std::filesystem::remove(trace(drill).string() + ".not-" + step);
}

std::vector<std::string> Stage::orchestrator_words(const std::string& verb,
                                                   const std::string& drill,
                                                   const std::vector<std::string>& under) const {
    const auto file = root() / (drill + ".plan");
    write_file(file, plan::canonical_bytes(plan(drill)));
    std::vector<std::string> words{"/usr/bin/env",
                                   "DRILL_STORE=" + store_.string(),
                                   "DRILL_VERB=" + verb,
                                   "DRILL_ID=" + drill,
                                   "DRILL_PLAN=" + file.string(),
                                   "DRILL_SNAPSHOT_EVERY=" + std::to_string(snapshot_every_)};
    words.insert(words.end(), under.begin(), under.end());
    words.insert(words.end(), {own_program(), "crash orchestrator"});
    return words;
}

Rig Stage::rig() const {
    Rig rig{store_};
    rig.snapshot_every = snapshot_every_;
    return rig;
}

test::Ended Stage::orchestrate(const std::string& verb, const std::string& drill,
                               const std::vector<std::string>& under) const {
    return test::run_program(orchestrator_words(verb, drill, under));
}

pid_t Stage::orchestrator(const std::string& verb, const std::string& drill) const {
    return test::start_program(orchestrator_words(verb, drill, {}),
                               {.output = (root() / (drill + ".out")).string()});
}

bool Stage::service_is_paused() const {
    return state_of(service_) == 'T';
}

std::vector<pid_t> Stage::programs(const std::string& drill) const {
    std::vector<pid_t> out;
    std::error_code ec;
    for (const auto& process : std::filesystem::directory_iterator("/proc", ec)) {
        const std::string name = process.path().filename();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        if (bytes_of(process.path() / "cmdline").find(trace(drill).string()) != std::string::npos)
            out.push_back(std::stoi(name));
    }
    return out;
}

std::vector<drill::Record> read_records(const Stage& stage, const std::string& drill) {
    const auto log = journal::read_drill(stage.opened(), drill);
    if (!log) {
        INFO(describe(log.error()));
        CHECK(log.error().code == Errc::not_found);
        return {};
    }
    const auto replayed = drill::replay(log->records);
    INFO((replayed ? std::string() : describe(replayed.error())));
    CHECK(replayed.has_value());
    return log->records;
}

void check_intents(const Stage& stage, const std::string& drill, std::size_t records) {
    const auto all = read_records(stage, drill);
    std::set<AttemptKey> intended;
    for (std::size_t i = 0; i < std::min(records, all.size()); ++i) {
        if (const auto* intent = std::get_if<drill::AttemptIntended>(&all[i].event))
            intended.insert(intent->key);
        if (const auto* found = std::get_if<drill::AttemptFound>(&all[i].event))
            intended.insert(found->key);  // its intent was lost, not missing
    }
    std::map<std::string, int> intents;
    for (const AttemptKey& key : intended)
        if (key.part != Part::check) ++intents[key.part == Part::undo ? "un" + key.step : key.step];
    for (const auto& [step, count] : stage.effects(drill)) {
        INFO("effect of step " << step);
        CHECK(count <= intents[step]);
    }
}

namespace {

/// Whatever died, journal and receipts tell the same.
void check_receipts(const std::vector<drill::Record>& records) {
    std::map<std::string, drill::ReceiptsCompared> last;
    for (const auto& record : records)
        if (const auto* compared = std::get_if<drill::ReceiptsCompared>(&record.event))
            last[compared->host] = *compared;
    CHECK(last.size() == 2);
    for (const auto& [host, compared] : last) {
        INFO("receipts of " << host << ": " << compared.not_compared.value_or("compared"));
        CHECK_FALSE(compared.not_compared);
        CHECK(compared.attempts > 0);
        for (const auto& difference : compared.differences)
            FAIL_CHECK(difference.step << "/" << difference.attempt << ": journal "
                                       << difference.journal << ", receipts "
                                       << difference.receipts);
    }
}

}  // namespace

void check_same_end(const Stage& stage, const std::string& drill, const Rig::Ran& ran) {
    INFO("drill " << drill << ": " << (ran.result ? "" : describe(ran.result.error())));
    REQUIRE(ran.result);
    INFO(ran.drill.why);
    CHECK(ran.drill.ending == drill::Ending::completed);
    for (const auto& [id, step] : ran.drill.steps) {
        INFO("step " << id << ": " << step.why);
        CHECK(step.status == drill::StepStatus::succeeded);
    }
    CHECK(drill::outstanding_faults(ran.drill).empty());
    CHECK(stage.effects(drill) == all_effects());
    const auto records = read_records(stage, drill);
    CHECK(records.size() == ran.records.size());
    check_receipts(records);
    check_intents(stage, drill, ran.records.size());
    CHECK(eventually([&] { return stage.programs(drill).empty(); }, std::chrono::seconds(3)));
    CHECK(eventually([&] { return !stage.service_is_paused(); }, std::chrono::seconds(3)));
}

namespace {

Rig::Ran carry_out(Rig rig, const std::string& verb, const plan::Plan& plan,
                   const std::string& drill) {
    if (verb == "resume") return rig.resume(drill);
    if (verb == "stop before") return run_and_stop(std::move(rig), plan, drill, Stop::before_point);
    if (verb == "stop after") return run_and_stop(std::move(rig), plan, drill, Stop::after_point);
    return rig.start(plan, drill);
}

}  // namespace

/// How many records it knew to be durable, and how it ended.
TEST_CASE("crash orchestrator", "[.child]") {
    const auto environment = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    Rig rig{std::filesystem::path(environment("DRILL_STORE"))};
    const std::string every = environment("DRILL_SNAPSHOT_EVERY");
    if (!every.empty()) rig.snapshot_every = std::stoll(every);
    const std::string drill = environment("DRILL_ID");
    const auto plan = plan::read_plan(bytes_of(environment("DRILL_PLAN")));
    REQUIRE(plan.has_value());
    const auto ran = carry_out(std::move(rig), environment("DRILL_VERB"), *plan, drill);
    std::cout << "durable " << ran.records.size() << "\n"
              << (ran.result ? "done" : describe(ran.result.error())) << std::endl;
    std::_Exit(ran.result ? 0 : 3);
}

}  // namespace firedrill::crash
