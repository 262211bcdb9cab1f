// A workspace on loopback for drills of the library's playbooks, and what the drills said.
#pragma once

#include "tests/agents/probe/harness.hpp"
#include "tests/support/program.hpp"

#include <boost/json.hpp>

#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace firedrill::test {

class Workspace {
public:
    using Key = std::pair<std::int64_t, std::int64_t>;  ///< session and sequence of a drill write

    /// `hosts`: entries of the inventory, a line each; `connection`: what the service's clients
    /// use. Of client1 nothing is drilled.
    Workspace(const std::vector<std::string>& hosts, const std::string& connection) {
        write("firedrill.yaml", "workspace: drilled\nenvironment: lab\nlanguage: en\n");
        write("people.yaml", "people: [{id: ops, title: Operator}]\n");
        write("catalogue.yaml",
              "services:\n  - {id: orders, title: Orders, class: real_time, priority: 1, owner: "
              "ops, rto: {target: 60s, clock_end: serving}, rpo: {target: 0s, lost: 0}, "
              "min_service_level: {success: 90%, latency: 250ms, for: 1s}}\n");
        std::string inventory =
            "sites: [{id: main, kind: primary}]\nhosts:\n"
            "  - {id: client1, site: main, connect: {via: local, address: 127.0.0.1}}\n";
        for (const std::string& host : hosts)
            inventory +=
                "  - {site: main, connect: {via: local, address: 127.0.0.1}, " + host + "}\n";
        write("inventory.yaml", inventory + "connections:\n  service: " + connection + "\n");
    }

    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(file(name)).parent_path());
        std::ofstream(file(name)) << text;
    }
    std::string file(const std::string& name) const { return place_.path() + "/" + name; }

    /// A scenario with a probe that enters drill writes, from its phases: `- id: …` at four blanks.
    void scenario(const std::string& name, const std::string& variant,
                  const std::string& phases) const {
        write("scenarios/" + name + ".yaml",
              head(name, variant, "live_switchover") +
                  "probes:\n  - {id: client, connection: service, from: client1, service: orders, "
                  "every: 50ms, write_log: {connections: 2, rate: 100/s}}\n"
                  "guards: {max_hosts: 4, max_duration: 5m, auto_revert_after: 60s}\nphases:\n" +
                  phases);
    }
    /// A drill of these steps alone, each `{…}`; nothing is measured.
    Ended play(const std::vector<std::string>& steps) const {
        std::string text = head("one", "planned", "isolated_test") +
                           "guards: {max_hosts: 4}\nphases:\n  failover:\n";
        for (const std::string& step : steps) text += "    - " + step + "\n";
        write("scenarios/one.yaml", text);
        return firedrill("run one --yes");
    }
    Ended firedrill(const std::string& words) const {
        return run_program({"/bin/bash", "-c",
                            "FIREDRILL_PLAYBOOKS=" DRILL_SOURCE_DIR
                            "/playbooks timeout 100 " DRILL_BINARY_DIR "/firedrill --lang en -C " +
                                place_.path() + " " + words + " </dev/null"});
    }

    boost::json::object report() const {
        return boost::json::parse(firedrill("report --format json -o -").output).as_object();
    }
    std::string artifact(const boost::json::object& report, const std::string& name) const {
        for (const auto& one : report.at("evidence").at("artifacts").as_array())
            if (one.at("name").as_string() == name)
                return file_text(file(".firedrill/artifacts/") +
                                 std::string(one.at("sha256").as_string()));
        throw std::runtime_error("the report names no artifact " + name);
    }
    /// Acknowledged without a warning before the drill read them back, by its own ledger.
    std::set<Key> acknowledged(const boost::json::object& report) const {
        const std::string rows = artifact(report, "rows-client.csv");
        const auto taken = std::stoll(rows.substr(rows.find("taken=") + 6));
        std::set<Key> out;
        for (const auto& row : fields(artifact(report, "ledger-client.csv")))
            if (row.size() == 5 && row[0] == "O" && row[4] == "ack" && std::stoll(row[3]) < taken)
                out.emplace(std::stoll(row[1]), std::stoll(row[2]));
        return out;
    }
    /// What a dump of the test's own has: lines `session,sequence`.
    std::set<Key> dumped(const std::string& name) const {
        std::set<Key> out;
        for (const auto& row : fields(file_text(file(name))))
            if (row.size() >= 2) out.emplace(std::stoll(row[0]), std::stoll(row[1]));
        return out;
    }

private:
    static std::string head(const std::string& name, const std::string& variant,
                            const std::string& form) {
        return "scenario: " + name +
               "\ntitle: A drill\nother_event: {reason: A test}\nform: " + form +
               "\nvariant: " + variant +
               "\nservices: [orders]\ndrill_risk: {could_go_wrong: nothing, rollback: none}\n";
    }
    static std::vector<std::vector<std::string>> fields(const std::string& text) {
        std::vector<std::vector<std::string>> out;
        std::istringstream lines(text);
        for (std::string line; std::getline(lines, line);) {
            std::istringstream words(line);
            out.emplace_back();
            for (std::string word; std::getline(words, word, ',');) out.back().push_back(word);
        }
        return out;
    }
    TempDirectory place_;
};

/// Acknowledged writes that the failover lost.
inline std::int64_t lost(const boost::json::object& report) {
    return report.at("failover").at("loss").at("counts").at("lost").as_int64();
}
/// The loss is that of the test's own dump, write by write; there is some.
inline void check_loss_by_dump(const Workspace& work, const boost::json::object& report) {
    const auto kept = work.dumped("dump");
    std::int64_t missing = 0;
    for (const auto& key : work.acknowledged(report))
        if (!kept.contains(key)) ++missing;
    CHECK(missing >= 10);
    CHECK(lost(report) == missing);
}
/// Of `rto` or `rpo`.
inline std::string verdict(const boost::json::object& report, const std::string& figure) {
    return std::string(report.at("services").at(0).at(figure).at("verdict").as_string());
}

/// Measured, and not beyond its target: a busy machine that made slots late may say inconclusive.
inline bool rto_is_not_missed(const boost::json::object& report) {
    const std::string said = verdict(report, "rto");
    return said == "met" || said == "inconclusive";
}

}  // namespace firedrill::test
