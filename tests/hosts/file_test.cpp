// traffic/replace-file and traffic/restore-file: a real HAProxy reads the replaced file, and its
// clients see it.
#include "tests/hosts/haproxy.hpp"

#include <sys/stat.h>

using namespace firedrill;
using namespace firedrill::test;

namespace {

std::string use(const std::string& file, const std::string& making, const std::string& more = "") {
    return "{id: step, use: traffic/replace-file, on: here, with: {file: " + file +
           ", template: " + making + more + "}}";
}

std::string content(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

struct stat status(const std::string& file) {
    struct stat out{};
    REQUIRE(::stat(file.c_str(), &out) == 0);
    return out;
}

/// Names beside it that begin as a kept original does.
int kept_beside(const DrilledHost& host) {
    int out = 0;
    for (const auto& entry : std::filesystem::directory_iterator(host.path()))
        if (entry.path().filename().string().starts_with(".firedrill-conf-")) ++out;
    return out;
}

struct Conf {
    explicit Conf(const DrilledHost& host) : file(host.file("conf")), making(host.file("making")) {
        host.write("conf", "old\n");
        host.write("making", "server %{where:address}:%{port:port};\n");
    }
    std::string file, making;
    std::string values = ", values: \"where=10.9.0.2 port=8080\"";
};

}  // namespace

TEST_CASE("clients are led elsewhere by a replaced configuration, and back when it is undone") {
    if (lacks(HaProxy::program)) return;
    DrilledHost host;
    const HaProxy proxy(host);
    host.write("making", proxy.configuration("%{where:address}:%{port:port}"));
    const std::string& reload = proxy.reload();
    const std::string more = ", values: \"where=127.0.0.1 port=" + std::to_string(proxy.web2()) +
                             "\", reload: \"" + reload + "\"";
    const std::string step = use(proxy.config(), host.file("making"), more);
    const auto seen = [&](const std::string& who) {
        return soon([&] { return who_serves(proxy.door(), 3) == who; });
    };
    const std::string before = content(proxy.config());
    // when web1 has the address of web2
    const auto ended = host.play(step);
    INFO(ended.output);
    CHECK(ended.code == 2);
    CHECK(seen("web2 web2 web2"));
    // and home
    CHECK(host.play("{id: home, use: traffic/restore-file, on: here, with: {file: " +
                    proxy.config() + ", reload: \"" + reload + "\"}}")
              .code == 2);
    CHECK(content(proxy.config()) == before);
    CHECK(soon([&] { return who_serves(proxy.door(), 4).find("web1") != std::string::npos; }));
    // undone
    CHECK(host.play_and_undo(step).code == 3);
    CHECK(content(proxy.config()) == before);
    CHECK(soon([&] { return who_serves(proxy.door(), 4).find("web1") != std::string::npos; }));
}

TEST_CASE("a replaced file keeps owner and mode, and its original stays beside it until undone") {
    DrilledHost host;
    const Conf conf(host);
    if (::geteuid() == 0) REQUIRE(::chown(conf.file.c_str(), 1, 2) == 0);
    REQUIRE(::chmod(conf.file.c_str(), 0640) == 0);
    const auto before = status(conf.file);
    CHECK(host.play(use(conf.file, conf.making, conf.values)).code == 2);
    CHECK(content(conf.file) == "server 10.9.0.2:8080;\n");
    const auto after = status(conf.file);
    CHECK(after.st_uid == before.st_uid);
    CHECK(after.st_gid == before.st_gid);
    CHECK(after.st_mode == before.st_mode);
    CHECK(after.st_ino != before.st_ino);
    CHECK(kept_beside(host) == 1);
    // a second one is refused
    const auto again =
        host.play(use(conf.file, conf.making, ", values: \"where=10.9.0.3 port=1\""));
    CHECK(again.says("is replaced already"));
    CHECK(content(conf.file) == "server 10.9.0.2:8080;\n");
    // and the very file comes back
    CHECK(host.play("{id: home, use: traffic/restore-file, on: here, with: {file: " + conf.file +
                    "}}")
              .code == 2);
    CHECK(status(conf.file).st_ino == before.st_ino);
    CHECK(kept_beside(host) == 0);
}

TEST_CASE("a replaced file that somebody changes meanwhile is not put back") {
    DrilledHost host;
    const Conf conf(host);
    host.write("theirs", "theirs\n");
    const auto ended = host.play_and_undo(use(conf.file, conf.making, conf.values) +
                                          "\n{id: other, on: here, run: [/bin/cp, " +
                                          host.file("theirs") + ", " + conf.file + "]}");
    INFO(ended.output);
    CHECK(ended.code != 2);
    CHECK(content(conf.file) == "theirs\n");
    CHECK(kept_beside(host) == 1);
}

TEST_CASE("a template takes values of its types only, and a wrong one changes nothing") {
    DrilledHost host;
    const Conf conf(host);
    const auto refused = [&](const std::string& values, const std::string& why) {
        const auto ended = host.play(use(conf.file, conf.making, ", values: \"" + values + "\""));
        INFO(ended.output);
        CHECK(ended.code == 3);
        CHECK(ended.says(why));
        CHECK(content(conf.file) == "old\n");
        CHECK(kept_beside(host) == 0);
    };
    refused("where=db2.example port=80", "does not fit the hole where:address");
    refused("where=10.9.0.2 port=70000", "does not fit the hole port:port");
    refused("where=10.9.0.2", "no value for the hole port:port");
    refused("where=10.9.0.2 port=80 more=1", "has no hole for more");
    CHECK(
        host.play(use(host.file("nothing"), conf.making, conf.values)).says("cannot be replaced"));
    CHECK(host.play(use(conf.file, host.file("nothing"), conf.values)).says("cannot be replaced"));
}

TEST_CASE("a program that does not take the new content gets the old one again at once") {
    DrilledHost host;
    const Conf conf(host);
    const auto ended = host.play(use(conf.file, conf.making, conf.values + ", reload: /bin/false"));
    INFO(ended.output);
    CHECK(ended.code != 2);
    CHECK(content(conf.file) == "old\n");
}
