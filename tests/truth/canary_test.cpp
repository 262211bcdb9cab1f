// Canaries: every secret of a real drill is a string that occurs nowhere else, its programs and
// servers say it in every way they can, and afterwards nothing that the drill left has it.
#include "core/wire/message.hpp"
#include "tests/support/postgres.hpp"
#include "tests/truth/outage_workspace.hpp"
#include "tests/truth/service.hpp"
#include "tests/truth/stage.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

using namespace firedrill;
using namespace firedrill::test;
namespace fs = std::filesystem;

namespace {

/// A secret, and the part of it by which it is looked for.
struct Canary {
    std::string name;
    std::string core;    ///< 20 hexadecimal digits, drawn
    std::string secret;  ///< with characters that URLs, JSON and shells spell otherwise

    explicit Canary(std::string of) : name(std::move(of)) {
        std::random_device chance;
        for (int i = 0; i < 20; ++i) core += "0123456789abcdef"[chance() % 16];
        secret = "c/" + core + "+\"'&= ~";
    }
};

std::string in_hex(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4U];
        out += "0123456789abcdef"[static_cast<unsigned char>(c) & 15U];
    }
    return out;
}

/// Plain and %XX leave the core as it is; base64 makes three of it, by what stands before.
std::vector<std::string> traces_of(const std::string& core) {
    std::vector<std::string> out{core, in_hex(core)};
    for (std::size_t before = 0; before < 3; ++before) {
        const std::string text = wire::base64_encode(std::string(before, 'x') + core);
        out.push_back(text.substr(4, text.size() - 8));
    }
    return out;
}

/// "FILE holds CANARY", for everything below the directory.
std::vector<std::string> hits(const fs::path& directory, const std::vector<Canary>& canaries) {
    std::vector<std::string> out;
    std::error_code gone;  // files may go away meanwhile
    for (fs::recursive_directory_iterator at(directory, gone), end; !gone && at != end;
         at.increment(gone)) {
        std::error_code ignored;
        if (!at->is_regular_file(ignored)) continue;
        const std::string bytes = read_file(at->path());
        for (const Canary& canary : canaries)
            for (const std::string& trace : traces_of(canary.core))
                if (contains(bytes, trace))
                    out.push_back(at->path().string() + " holds " + canary.name);
    }
    return out;
}

std::string listed(const std::vector<std::string>& lines) {
    std::string out;
    for (const std::string& line : lines) out += line + "\n";
    return out;
}

/// A database that refuses everybody and repeats the password that it was given.
class Blabber {
public:
    Blabber() : thread_([this] { serve(); }) {}
    ~Blabber() {
        door_.wake();
        thread_.join();
    }
    Blabber(const Blabber&) = delete;
    Blabber& operator=(const Blabber&) = delete;

    int port() const { return door_.port(); }
    std::set<std::string> heard() const {
        const std::lock_guard lock(mutex_);
        return heard_;
    }

private:
    void serve() {
        for (int client = 0; (client = door_.accept()) >= 0; ::close(client)) refuse(client);
    }
    void refuse(int client) {
        read_body(client, 0);                                   // who, and for which database
        send(client, std::string("R\0\0\0\x08\0\0\0\x03", 9));  // says: your password, in clear
        std::string password = read_body(client, 1);
        if (password.empty()) return;
        password.pop_back();
        {
            const std::lock_guard lock(mutex_);
            heard_.insert(password);
        }
        const std::string fields = std::string("SFATAL\0VFATAL\0C28P01\0M", 22) + "the password " +
                                   password + " is wrong, base64 " +
                                   wire::base64_encode("user:" + password) + '\0' + '\0';
        const auto length = static_cast<std::uint32_t>(fields.size() + 4);
        std::string head{'E'};
        for (const int shift : {24, 16, 8, 0}) head += static_cast<char>(length >> shift);
        send(client, head + fields);
    }
    static void send(int client, const std::string& bytes) {
        (void)!::send(client, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    /// Of one message whose length stands behind `tag` bytes; empty when the client is gone.
    static std::string read_body(int client, std::size_t tag) {
        std::string head(tag + 4, '\0');
        if (::recv(client, head.data(), head.size(), MSG_WAITALL) != std::ssize(head)) return {};
        std::size_t length = 0;
        for (const char c : head.substr(tag)) length = length << 8U | static_cast<unsigned char>(c);
        std::string body(std::min<std::size_t>(length - 4, 10'000), '\0');
        if (::recv(client, body.data(), body.size(), MSG_WAITALL) != std::ssize(body)) return {};
        return body;
    }

    Door door_;
    mutable std::mutex mutex_;
    std::set<std::string> heard_;
    std::thread thread_;
};

/// The files of the secrets stand beside the workspace.
class Secrets {
public:
    explicit Secrets(const fs::path& place) : place_(place / "secrets") {
        fs::create_directories(place_);
        write("token", token.secret);
        write("script", script.secret);
        write("plain", plain.secret);
        write("pgpass", "*:*:*:*:" + pgpass.secret);
    }
    std::string file(const std::string& name) const { return (place_ / name).string(); }
    const fs::path& place() const { return place_; }
    std::vector<Canary> all() const { return {token, script, plain, pgpass}; }

    Canary token{"the token"}, script{"the secret of the script"};
    Canary plain{"the password"}, pgpass{"the password of pgpass"};

private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text << "\n";
        ::chmod(file(name).c_str(), 0600);
    }
    fs::path place_;
};

std::string connection(const Blabber& server, const std::string& secret) {
    return "{kind: postgresql, url: \"host=127.0.0.1 port=" + std::to_string(server.port()) +
           " dbname=d user=u sslmode=disable gssencmode=disable\", password: {secret: {file: " +
           secret + "}}}";
}

/// A step whose program says the token, and the way in which it says it.
std::string says(const Secrets& secrets, const std::string& id, const std::string& more,
                 const std::string& words) {
    return "    - {id: " + id + ", on: here, timeout: 20s, on_failure: continue, environment: " +
           "{TOKEN: {secret: {file: " + secrets.file("token") + "}}}, " + more +
           "run: [/bin/sh, -c, '" + words + "']}\n";
}

std::string steps(const Secrets& secrets, const std::string& go, const Canary& open) {
    return says(secrets, "echo", "fact: lsn_promoted, ", "printf %s \"$TOKEN\"") +
           says(secrets, "both", "", "echo \"$TOKEN\"; echo \"x${TOKEN}y\" >&2") +
           says(secrets, "encoded", "",
                "printf %s \"$TOKEN\" | base64; printf u:%s \"$TOKEN\" | base64; "
                "printf us:%s \"$TOKEN\" | base64 >&2; printf %s \"$TOKEN\" | od -An -tx1 | "
                "tr -d \" \\n\"") +
           says(secrets, "traced", "", "set -x; : \"$TOKEN\"; env; export -p; exit 3") +
           says(secrets, "pieces", "",
                "printf %.8s \"$TOKEN\"; sleep 0.2; printf %s \"$TOKEN\" | tail -c +9") +
           says(secrets, "long", "",
                "head -c 65520 /dev/zero | tr \"\\0\" -; printf %s%s \"$TOKEN\" \"$TOKEN\"") +
           says(secrets, "unexpected", "expect: {output: nothing}, ", "echo \"$TOKEN\"") +
           says(secrets, "argument", "needs: [echo], ",
                "echo ${{ steps.echo.output }}; echo \"$TOKEN\" >&2; exit 1") +
           "    - {id: file, on: here, timeout: 20s, run: [/bin/cat, " + secrets.file("script") +
           ", " + secrets.file("plain") + ", " + secrets.file("pgpass") + "]}\n" +
           "    - {id: text, on: here, timeout: 20s, environment: {S: {secret: {file: " +
           secrets.file("script") + "}}}, script: 'echo \"$S\"; echo \"$S\" >&2'}\n" +
           "    - {id: open, on: here, timeout: 20s, environment: {O: \"" + open.core +
           "\"}, run: [/bin/sh, -c, 'echo \"$O\"']}\n" +
           "    - {id: hold, on: here, timeout: 60s, run: [/bin/sh, -c, 'until [ -e " + go +
           " ]; do sleep 0.05; done']}\n";
}

void write_leaking_drill(const Workplace& work, const Secrets& secrets, const Blabber& server,
                         const Canary& open) {
    work.write("firedrill.yaml", "workspace: canary\nenvironment: lab\nlanguage: en\n");
    work.write("inventory.yaml",
               "sites: [{id: main, kind: primary}]\n"
               "hosts: [{id: here, site: main, connect: {via: local, address: 127.0.0.1}}]\n"
               "connections:\n  plain: " +
                   connection(server, secrets.file("plain")) +
                   "\n  pgpass: " + connection(server, secrets.file("pgpass")) + "\n");
    work.write("scenarios/canary.yaml",
               "scenario: canary\ntitle: Canary\nother_event: {reason: What is not told}\n"
               "form: isolated_test\nvariant: unplanned\nservices: []\n"
               "purpose: Look\nscope: One host\n"
               "guards: {max_hosts: 1, max_duration: 10m, auto_revert_after: 60s}\n"
               "probes:\n"
               "  - {id: plain, connection: plain, from: here, every: 100ms, deadline: 80ms,\n"
               "     write_log: {connections: 1, rate: 1/s}}\n"
               "  - {id: pgpass, connection: pgpass, from: here, every: 100ms, deadline: 80ms,\n"
               "     write_log: {connections: 1, rate: 1/s}}\n"
               "phases:\n  prepare:\n" +
                   steps(secrets, work.directory() + "/go", open) +
                   "  disrupt:\n    - {id: never, on: here, run: [/bin/true]}\n");
}

}  // namespace

TEST_CASE("no secret of a drill is in anything that the drill leaves") {
    // given a drill whose steps, servers and error messages tell every secret
    const Place place;
    const Secrets secrets(place.path);
    const Canary open("what is no secret");
    const Blabber server;
    fs::create_directories(place.path + "/workspace");
    const Workplace work(place.path + "/workspace");
    write_leaking_drill(work, secrets, server, open);
    const Ended checked = work.firedrill({"check"});
    INFO(checked.output);
    REQUIRE(checked.exit == 0);

    // when it runs, until its probes are refused, while somebody looks into what agent and probe
    // keep
    const auto run = work.start({"run", "canary", "--yes", "--plain"});
    work.await_step("hold", {"running"});
    CHECK_FALSE(hits(work.residents(), {open}).empty());
    work.write("go", "");
    std::set<std::string> kept;
    REQUIRE(eventually([&] {
        for (std::string& hit : hits(work.residents(), secrets.all())) kept.insert(std::move(hit));
        return run->over();
    }));
    const Ended ended = run->wait();
    INFO(ended.output);
    CHECK(ended.exit == 3);
    work.write("terminal", ended.output);
    for (const std::string format : {"html", "md", "json", "junit"})
        (void)work.firedrill({"report", "--format", format, "-o", "report." + format});
    work.write("status", work.firedrill({"--json", "status"}).output);
    work.write("plan", work.firedrill({"--json", "plan", "canary"}).output);

    // then every secret was used and told
    CHECK(server.heard().contains(secrets.plain.secret));
    CHECK(contains(ended.output, "the password [secret] is wrong"));
    CHECK(contains(work.read("terminal"), "[secret]"));
    // and nothing has one of them
    INFO(listed({kept.begin(), kept.end()}));
    CHECK(kept.empty());
    const auto left = hits(work.directory(), secrets.all());
    INFO(listed(left));
    CHECK(left.empty());
    // while the search finds what may be there: in the journal, in the report, and the files
    CHECK(hits(work.directory() + "/.firedrill/drills", {open}).size() >= 1);
    CHECK(hits(work.directory() + "/.firedrill/reports", {open}).size() >= 1);
    CHECK(hits(secrets.place(), secrets.all()).size() >= 4);
}

TEST_CASE("the search for canaries finds them in every spelling") {
    const Place place;
    const Canary canary("a canary");
    const std::vector<Canary> all{canary};
    for (const std::string before : {"", "u", "us", "user:"})
        for (const std::string& text :
             {before + canary.secret, wire::base64_encode(before + canary.secret + "\n"),
              in_hex(before + canary.secret), before + "c%2F" + canary.core + "%2B"}) {
            std::ofstream(place.path + "/file", std::ios::trunc) << "some text " << text << "\n";
            INFO(text);
            CHECK(hits(place.path, all).size() == 1);
        }
    std::ofstream(place.path + "/file", std::ios::trunc) << "c/" << canary.core.substr(1) << "\n";
    CHECK(hits(place.path, all).empty());
}
