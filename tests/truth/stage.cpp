#include "tests/truth/stage.hpp"

#include "orchestrator/links/lab_place.hpp"
#include "tests/support/postgres.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace firedrill::test {

namespace {

namespace fs = std::filesystem;

json::object parsed(const std::string& what, const Ended& ended) {
    const auto value = parse_json(ended.output.substr(0, ended.output.rfind('\n')));
    if (!value || !value->is_object()) throw std::runtime_error(what + ": " + ended.output);
    return value->as_object();
}

std::string command_line(pid_t pid) {
    std::string text = read_file("/proc/" + std::to_string(pid) + "/cmdline");
    for (char& c : text)
        if (c == '\0') c = ' ';
    return text;
}

std::vector<pid_t> all_processes() {
    std::vector<pid_t> out;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") == std::string::npos)
            out.push_back(std::stoi(name));
    }
    return out;
}

void make_short(const Workplace& work) {
    const std::string lab = work.read("firedrill.yaml");
    work.write("firedrill.yaml", lab.substr(0, lab.find("lab: #")));
    work.edit("catalogue.yaml", "for: 5s", "for: 1s");
    for (const char* name : {"primary-loss", "planned-switchover", "measure-only"}) {
        const std::string file = std::string("scenarios/") + name + ".yaml";
        work.edit(file, "hold_service: 8s", "hold_service: 1s");
        work.edit(file, "hold_service: 6s", "hold_service: 1s");
        work.edit(file, "hold_service: 5s", "hold_service: 1s");
    }
}

}  // namespace

Nanos raw_now() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return std::chrono::seconds{now.tv_sec} + Nanos{now.tv_nsec};
}

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Running::Running(const std::vector<std::string>& argv, std::string output)
    : pid_(start_program(argv, {.input = {}, .output = output, .user = {}})),
      output_(std::move(output)) {}

Running::~Running() {
    if (over()) return;
    signal(SIGKILL);
    ::waitpid(pid_, &status_, 0);
}

void Running::signal(int number) const {
    ::kill(pid_, number);
}

bool Running::over() {
    return status_ != -1 || ::waitpid(pid_, &status_, WNOHANG) == pid_;
}

Ended Running::wait(std::chrono::seconds limit) {
    if (!eventually([this] { return over(); }, limit))
        throw std::runtime_error("firedrill does not end:\n" + output());
    const int exit = WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
    return {.exit = exit, .output = output()};
}

std::string Running::output() const {
    return read_file(output_);
}

Workplace::Workplace(std::string directory) : directory_(std::move(directory)) {
    ::setenv("FIREDRILL_PLAYBOOKS", DRILL_SOURCE_DIR "/playbooks", 1);
}

void Workplace::write(const std::string& file, const std::string& text) const {
    const fs::path path = fs::path(directory_) / file;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

std::string Workplace::read(const std::string& file) const {
    return read_file(directory_ + "/" + file);
}

void Workplace::edit(const std::string& file, const std::string& from,
                     const std::string& to) const {
    std::string text = read(file);
    auto at = text.find(from);
    if (at == std::string::npos) throw std::runtime_error(file + " has no \"" + from + "\"");
    for (; at != std::string::npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    write(file, text);
}

std::vector<std::string> Workplace::argv(const std::vector<std::string>& arguments) const {
    std::vector<std::string> out{DRILL_BINARY_DIR "/firedrill", "-C", directory_, "--lang", "en"};
    out.insert(out.end(), arguments.begin(), arguments.end());
    return out;
}

Ended Workplace::firedrill(const std::vector<std::string>& arguments) const {
    return run_program(argv(arguments));
}

std::unique_ptr<Running> Workplace::start(const std::vector<std::string>& arguments) const {
    static int number = 0;
    return std::make_unique<Running>(argv(arguments),
                                     directory_ + "/output-" + std::to_string(++number));
}

json::object Workplace::status() const {
    return parsed("status", firedrill({"--json", "status"}));
}

std::string Workplace::step(const std::string& id) const {
    const auto now = status();
    const auto* steps = now.if_contains("steps");
    if (steps == nullptr) return "";
    const auto* word = steps->as_object().if_contains(id);
    return word == nullptr ? "" : std::string(word->as_string());
}

void Workplace::await_step(const std::string& id, const std::set<std::string>& words) const {
    const bool came =
        eventually([&] { return words.contains(step(id)); }, std::chrono::seconds(60));
    if (!came) throw std::runtime_error("step " + id + " is " + step(id));
}

json::object Workplace::report(const std::string& drill) const {
    std::vector<std::string> words{"report", "--format", "json", "-o", "-"};
    if (!drill.empty()) words.push_back(drill);
    return parsed("report", firedrill(words));
}

std::string Workplace::artifact(const json::object& report, const std::string& name) const {
    for (const auto& one : report.at("evidence").at("artifacts").as_array())
        if (one.at("name").as_string() == name)
            return read_file(directory_ + "/.firedrill/artifacts/" +
                             std::string(one.at("sha256").as_string()));
    throw std::runtime_error("the report names no artifact " + name);
}

std::string Workplace::residents() const {
    const fs::path store = fs::path(directory_ + "/.firedrill").lexically_normal();
    return links::lab_place(store, "db1", plan::Performer::agent)
        .directory.parent_path()
        .parent_path();
}

std::vector<pid_t> Workplace::resident_processes() const {
    std::vector<pid_t> out;
    for (const pid_t pid : all_processes())
        if (contains(command_line(pid), residents())) out.push_back(pid);
    return out;
}

pid_t Workplace::resident(const std::string& host, const std::string& program) const {
    for (const pid_t pid : all_processes())
        if (contains(command_line(pid), residents() + "/" + host + "/" + program)) return pid;
    return 0;
}

Stage::Stage() : work(lab.workspace()) {
    make_short(work);
    lab.up();
}

Stage::~Stage() {
    eventually([this] { return work.resident_processes().empty(); });
    std::error_code ignored;
    fs::remove_all(work.residents(), ignored);
}

std::string Stage::role(const std::string& server) const {
    const std::string in_recovery = lab.sql(server, "select pg_is_in_recovery()");
    return in_recovery == "f" ? "primary" : in_recovery == "t" ? "standby" : "down";
}

std::string Stage::ledger(const std::string& server, const std::string& statement) const {
    return lab.servers({"psql", server, "-d", "ledger", "-Atqc", statement}).output;
}

bool Stage::as_in_the_beginning() const {
    return eventually([this] {
        return role("db1") == "primary" && role("db2") == "standby" &&
               lab.sql("db1",
                       "select count(*) from pg_stat_replication where state = 'streaming' "
                       "and application_name = 'db2'") == "1";
    });
}

std::set<std::string> Stage::traces() const {
    std::set<std::string> out;
    for (const pid_t pid : lab.processes()) {
        const std::string line = command_line(pid);
        // Servers' own helpers come and go; clients of the load come and go, too. A process that is
        // just ending has no command line any more.
        if (!line.empty() && !line.starts_with("postgres: "))
            out.insert("process " + line.substr(0, 120));
    }
    for (const char* folder : {"db1/conf", "db2/conf", "client", "db1", "db2"})
        for (const auto& entry : fs::directory_iterator(lab.home() + "/" + folder))
            out.insert("file " + entry.path().string());
    for (const char* server : {"db1", "db2", "neighbour"}) {
        const std::string name = std::string(server) + " ";
        out.insert(name + "tables " + ledger(server, "select count(*) from pg_tables"));
        out.insert(name + "slots " + lab.sql(server, "select count(*) from pg_replication_slots"));
        for (const char* setting : {"synchronous_standby_names", "primary_conninfo"})
            out.insert(name + lab.sql(server, std::string("show ") + setting));
    }
    return out;
}

}  // namespace firedrill::test
