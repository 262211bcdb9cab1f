#include "tests/support/postgres.hpp"

#include "tests/support/program.hpp"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace firedrill::test {

namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const std::string programs = "/usr/lib/postgresql/15/bin/";

[[noreturn]] void complain(const std::string& what) {
    throw std::runtime_error(what);
}

/// One for each account; servers and ports of all tests that run at the moment.
std::string root_place() {
    const std::string place = "/var/tmp/firedrill-tests-" + std::to_string(::getuid());
    ::mkdir(place.c_str(), 0711);
    ::chmod(place.c_str(), 0711);
    return place;
}

/// A lock that its holder has unlinked meanwhile is nobody's: tries again with the new file.
int lock_file(const std::string& path, int how) {
    for (;;) {
        const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0) return -1;
        struct stat found{};
        const bool locked = ::flock(file, how) == 0 && ::fstat(file, &found) == 0;
        if (locked && found.st_nlink > 0) return file;
        ::close(file);
        if (!locked) return -1;
    }
}

void drop_lock(int file, const std::string& path) {
    ::unlink(path.c_str());
    ::close(file);
}

void run(const std::vector<std::string>& argv, const std::string& input = "") {
    const Ended ended = run_program(argv, {.input = input, .user = server_account()});
    if (ended.exit != 0) complain(argv[0] + ": " + ended.output);
}

void own_directory(const std::string& path) {
    fs::create_directories(path);
    give_to(path, server_account());
    ::chmod(path.c_str(), 0700);
}

/// initdb takes seconds; a copy takes a tenth of one.
std::string template_cluster() {
    const std::string place = root_place() + "/template-15-2";
    const int lock = lock_file(root_place() + "/template.lock", LOCK_EX);
    if (!fs::exists(place)) {
        const std::string made = place + ".new";
        fs::remove_all(made);
        own_directory(made);
        const std::string data = made + "/data";
        run({programs + "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync",
             "--no-locale", "-E", "UTF8"});
        run({programs + "postgres", "--single", "-F", "-D", data, "postgres"},
            "CREATE ROLE app LOGIN PASSWORD 'right'\nCREATE DATABASE drill OWNER app\n");
        fs::rename(made, place);
    }
    ::close(lock);
    return place + "/data";
}

bool bindable(int port) {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool free =
        ::bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(probe);
    return free;
}

/// Places of tests that died before they could tidy up.
void remove_abandoned() {
    for (const auto& entry : fs::directory_iterator(root_place())) {
        const std::string name = entry.path().filename();
        if (!name.starts_with("server-") || !entry.is_directory()) continue;
        const int lock = lock_file(root_place() + "/" + name + ".lock", LOCK_EX | LOCK_NB);
        if (lock < 0) continue;
        std::error_code ignored;
        fs::remove_all(entry.path(), ignored);
        drop_lock(lock, root_place() + "/" + name + ".lock");
    }
}

using Session = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

}  // namespace

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    for (auto rest = 2ms; !condition();
         rest = std::min<std::chrono::milliseconds>(rest * 2, 20ms)) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(rest);
    }
    return true;
}

PostgresServer::PostgresServer(const Settings& settings) {
    take_place();
    run({"/bin/cp", "-a", template_cluster(), data_});
    configure(settings);
}

PostgresServer::PostgresServer(FromBackup, const PostgresServer& primary,
                               const Settings& settings) {
    take_place();
    run({programs + "pg_basebackup", "-h", "127.0.0.1", "-p", std::to_string(primary.port()), "-U",
         "postgres", "-D", data_, "-X", "stream", "-c", "fast", "--no-sync"});
    configure(settings);
    follow(primary);
}

std::unique_ptr<PostgresServer> PostgresServer::standby_of(const PostgresServer& primary,
                                                           const Settings& settings) {
    return std::unique_ptr<PostgresServer>(new PostgresServer(FromBackup{}, primary, settings));
}

PostgresServer::~PostgresServer() {
    if (running()) kill();
    std::error_code ignored;
    fs::remove_all(place_, ignored);
    if (port_lock_ >= 0) drop_lock(port_lock_, place_ + ".lock");
}

void PostgresServer::take_place() {
    remove_abandoned();
    for (int port = 20000 + (::getpid() * 17) % 9000; port_ == 0; ++port) {
        if (port > 32000) complain("no free port");
        const std::string place = root_place() + "/server-" + std::to_string(port);
        port_lock_ = lock_file(place + ".lock", LOCK_EX | LOCK_NB);
        if (port_lock_ < 0) continue;
        if (bindable(port)) {
            port_ = port;
            place_ = place;
        } else {
            drop_lock(port_lock_, place + ".lock");
        }
    }
    std::error_code ignored;
    fs::remove_all(place_, ignored);
    own_directory(place_);
    data_ = place_ + "/data";
}

void PostgresServer::configure(const Settings& settings) {
    const Settings defaults = {{"port", std::to_string(port_)},
                               {"listen_addresses", "127.0.0.1"},
                               {"unix_socket_directories", ""},
                               {"fsync", "off"},
                               {"shared_buffers", "16MB"},
                               {"wal_level", "replica"},
                               {"wal_keep_size", "256MB"},
                               {"hot_standby", "on"},
                               {"wal_log_hints", "on"},
                               {"autovacuum", "off"},
                               {"wal_retrieve_retry_interval", "100ms"},
                               {"wal_receiver_status_interval", "1s"}};
    for (const auto& [name, value] : defaults) set(name, value);
    for (const auto& [name, value] : settings) set(name, value);
    std::ofstream(data_ + "/pg_hba.conf") << "host all app 127.0.0.1/32 scram-sha-256\n"
                                             "host all all 127.0.0.1/32 trust\n"
                                             "host replication all 127.0.0.1/32 trust\n";
}

void PostgresServer::set(const std::string& name, const std::string& value) {
    std::string quoted;
    for (const char c : value) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    std::ofstream(data_ + "/postgresql.conf", std::ios::app) << name << " = '" << quoted << "'\n";
}

void PostgresServer::follow(const PostgresServer& primary) {
    set("primary_conninfo", "host=127.0.0.1 user=postgres application_name=standby" +
                                std::to_string(port_) + " port=" + std::to_string(primary.port()));
    std::ofstream(data_ + "/standby.signal").flush();
    give_to(data_ + "/standby.signal", server_account());
}

void PostgresServer::start() {
    postmaster_ = start_program({programs + "postgres", "-D", data_},
                                {.output = place_ + "/log", .user = server_account()});
    const std::string where = conninfo("postgres", "postgres");
    const bool up = eventually(
        [&] {
            int status = 0;
            if (::waitpid(postmaster_, &status, WNOHANG) == postmaster_) {
                postmaster_ = 0;
                complain("the server ended: " + log());
            }
            return PQping(where.c_str()) == PQPING_OK;
        },
        60s);
    if (!up) complain("the server does not start: " + log());
}

void PostgresServer::stop() {
    ::kill(postmaster_, SIGINT);
    ::waitpid(postmaster_, nullptr, 0);
    postmaster_ = 0;
}

void PostgresServer::kill() {
    ::kill(postmaster_, SIGSTOP);  // it must not restart what dies before it
    const std::vector<pid_t> all = children();
    ::kill(postmaster_, SIGKILL);
    for (const pid_t child : all) ::kill(child, SIGKILL);
    ::waitpid(postmaster_, nullptr, 0);
    postmaster_ = 0;
    for (const pid_t child : all)
        eventually([&] { return ::kill(child, 0) != 0 || is_zombie(child); });
}

void PostgresServer::pause() {
    ::kill(postmaster_, SIGSTOP);
    for (const pid_t child : children()) ::kill(child, SIGSTOP);
}

void PostgresServer::resume() {
    for (const pid_t child : children()) ::kill(child, SIGCONT);
    ::kill(postmaster_, SIGCONT);
}

void PostgresServer::promote() {
    query("SELECT pg_promote(false)", "postgres");
    if (!eventually([&] { return value("SELECT pg_is_in_recovery()", "postgres") == "f"; }, 60s))
        complain("not promoted: " + log());
}

void PostgresServer::reload() {
    ::kill(postmaster_, SIGHUP);
}

std::vector<pid_t> PostgresServer::children() const {
    return children_of(postmaster_);
}

std::string PostgresServer::log() const {
    std::ifstream file(place_ + "/log");
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string PostgresServer::conninfo(const std::string& user, const std::string& database) const {
    return "host=127.0.0.1 port=" + std::to_string(port_) + " dbname=" + database + " user=" + user;
}

std::vector<std::vector<std::string>> PostgresServer::query(const std::string& sql,
                                                            const std::string& database) const {
    const Session session(
        PQconnectdb((conninfo("postgres", database) + " connect_timeout=5").c_str()), &PQfinish);
    const Answer answer(PQexec(session.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        complain(sql + ": " + PQerrorMessage(session.get()));
    std::vector<std::vector<std::string>> rows(static_cast<std::size_t>(PQntuples(answer.get())));
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (int column = 0; column < PQnfields(answer.get()); ++column)
            rows[row].emplace_back(PQgetvalue(answer.get(), static_cast<int>(row), column));
    return rows;
}

std::string PostgresServer::value(const std::string& sql, const std::string& database) const {
    const auto rows = query(sql, database);
    return rows.empty() || rows[0].empty() ? "" : rows[0][0];
}

Replicated::Replicated(Mode mode)
    : primary(mode == Mode::sync ? PostgresServer::Settings{{"synchronous_standby_names", "*"}}
                                 : PostgresServer::Settings{}) {
    primary.start();  // both are copies of one cluster: the standby needs no base backup
    standby.follow(primary);
    standby.start();
    const std::string streaming = std::string("SELECT count(*) FROM pg_stat_replication WHERE ") +
                                  "state = 'streaming' AND sync_state " +
                                  (mode == Mode::sync ? "= 'sync'" : "= 'async'");
    if (!eventually([&] { return primary.value(streaming, "postgres") == "1"; }, 60s))
        complain("no replication: " + standby.log());
}

void Replicated::cut() {
    standby.set("primary_conninfo", "host=127.0.0.1 port=1");
    standby.reload();
    const auto cut_off = [&] {
        return primary.value(
                   "SELECT count(*) FROM pg_stat_replication WHERE application_name = "
                   "'standby" +
                       std::to_string(standby.port()) + "'",
                   "postgres") == "0";
    };
    if (!eventually(cut_off)) complain("the stream goes on: " + standby.log());
}

std::string Replicated::conninfo() const {
    return "host=127.0.0.1,127.0.0.1 port=" + std::to_string(primary.port()) + "," +
           std::to_string(standby.port()) +
           " dbname=drill user=app target_session_attrs=read-write";
}

SecretFile::SecretFile(const std::string& content, mode_t mode) {
    static int count = 0;
    path_ = root_place() + "/secret-" + std::to_string(::getpid()) + "-" + std::to_string(++count);
    std::ofstream(path_) << content << "\n";
    ::chmod(path_.c_str(), mode);
}

SecretFile::~SecretFile() {
    ::unlink(path_.c_str());
}

}  // namespace firedrill::test
