// Real PostgreSQL servers for tests: own data directories below /var/tmp, own loopback ports below
// 32768, run as user postgres when the test is root. initdb runs once (a template is kept and
// copied); fsync is off. Everything that a fixture started ends with it; a test that dies takes
// its servers along (PDEATHSIG). Failures throw std::runtime_error with the server's log.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace firedrill::test {

/// Polls until `condition` holds; false after `limit`.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds limit = std::chrono::seconds(20));

class PostgresServer {
public:
    using Settings = std::map<std::string, std::string>;

    /// A new cluster with superuser `postgres` (trusted), role `app` with password `right`
    /// (scram) and its database `drill`. Not started yet.
    explicit PostgresServer(const Settings& settings = {});
    /// A streaming standby made with pg_basebackup from a running primary. Not started yet.
    static std::unique_ptr<PostgresServer> standby_of(const PostgresServer& primary,
                                                      const Settings& settings = {});
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    void start();  ///< returns when it accepts connections
    void stop();   ///< fast shutdown
    void kill();   ///< SIGKILL to all its processes at once
    void pause();  ///< SIGSTOP to all: connections stay, nothing answers
    void resume();
    void promote();  ///< returns when it accepts writes
    bool running() const { return postmaster_ > 0; }

    /// Follows `primary` from now on (before start): standby.signal and primary_conninfo.
    void follow(const PostgresServer& primary);
    void set(const std::string& name, const std::string& value);  ///< in postgresql.conf
    void reload();

    int port() const { return port_; }
    pid_t pid() const { return postmaster_; }
    const std::string& data() const { return data_; }
    std::string log() const;
    /// "host=127.0.0.1 port=… dbname=drill user=app"
    std::string conninfo(const std::string& user = "app",
                         const std::string& database = "drill") const;

    /// As the superuser, in `database`; rows of columns. Throws on an error.
    std::vector<std::vector<std::string>> query(const std::string& sql,
                                                const std::string& database = "drill") const;
    /// The first column of the first row, or "".
    std::string value(const std::string& sql, const std::string& database = "drill") const;

private:
    struct FromBackup {};
    PostgresServer(FromBackup, const PostgresServer& primary, const Settings& settings);
    void take_place();
    void configure(const Settings& settings);
    std::vector<pid_t> children() const;

    int port_ = 0;
    int port_lock_ = -1;
    std::string place_;
    std::string data_;
    pid_t postmaster_ = 0;
};

/// Primary and standby, both running, streaming (and in state sync where asked for).
struct Replicated {
    enum class Mode { async, sync };
    explicit Replicated(Mode mode);
    /// Cuts the stream; the primary goes on. Returns when the primary has noticed.
    void cut();
    /// "host=127.0.0.1,127.0.0.1 port=a,b … target_session_attrs=read-write"
    std::string conninfo() const;

    PostgresServer primary;
    PostgresServer standby;
};

/// A file of mode 0600 (or `mode`) with this content, gone with the object.
class SecretFile {
public:
    explicit SecretFile(const std::string& content, mode_t mode = 0600);
    ~SecretFile();
    SecretFile(const SecretFile&) = delete;
    SecretFile& operator=(const SecretFile&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace firedrill::test
