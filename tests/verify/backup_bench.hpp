// A workspace with backup tests, in a directory of its own that user postgres reaches: PostgreSQL
// and MariaDB do not run as root, and neither does an agent in a bank.
#pragma once

#include "tests/support/program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace firedrill::test {

class BackupBench {
public:
    /// `service`: more of the service in the catalogue.
    explicit BackupBench(const std::string& service = "rto: {target: 60s}, rpo: {target: 1h}") {
        // Restored servers sync their files; in memory that costs nothing.
        const bool shared = std::filesystem::is_directory("/dev/shm");
        std::string name =
            (shared ? "/dev/shm" : "/var/tmp") + std::string("/firedrill-backup-test-XXXXXX");
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        place_ = name;
        shell("chown postgres " + place_ + " && chmod 755 " + place_);
        for (const char* folder : {"work/backups", "work/profiles", "source"})
            std::filesystem::create_directories(place_ + "/" + folder);
        write("work/firedrill.yaml",
              "workspace: bank\nenvironment: lab\nlanguage: en\nprofile: example\n");
        write("work/catalogue.yaml",
              "services: [{id: ledger, title: Ledger, class: real_time, priority: 1, owner: ops, " +
                  service + "}]\n");
        write("work/people.yaml", "departments: [{id: ops, title: Operation}]\n");
        write("work/inventory.yaml",
              "sites: [{id: main, kind: primary}]\nhosts:\n  - id: restore1\n    site: main\n"
              "    connect: {via: local, user: postgres}\n"
              "    vars: {pgbin: /usr/lib/postgresql/15/bin, pgdata: /var/lib/live/data}\n");
        write("work/profiles/example.yaml",
              "profile: example\nsource: Invented for this test\nverified: false\ndata_backup:\n"
              "  - {level: EXAMPLE-1, restore: 10m, age: 24h}\n"
              "  - {level: EXAMPLE-2, restore: 60s, age: 1h}\n"
              "  - {level: EXAMPLE-3, restore: 1ms}\n");
    }
    ~BackupBench() {
        shell("kill $(cat " + place_ + "/live/pid) 2>/dev/null; umount " + place_ +
              "/small 2>/dev/null; rm -rf " + place_);
    }
    BackupBench(const BackupBench&) = delete;
    BackupBench& operator=(const BackupBench&) = delete;

    std::string at(const std::string& name) const { return place_ + "/" + name; }
    std::string scratch() const { return at("scratch/one"); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(at(name)) << text;
    }
    /// backups/one.yaml: its head, and whatever is `rest`.
    void test(const std::string& recipe, const std::string& with, const std::string& rest,
              const std::string& directory = {}) const {
        write("work/backups/one.yaml",
              "backup_test: one\ntitle: The one\nservice: ledger\non: restore1\n" + recipe +
                  "\nwith: {" + with + "}\nscratch: {directory: " +
                  (directory.empty() ? scratch() : directory) + ", room: 64KiB}\n" + rest);
    }
    Ended firedrill(const std::string& words) const {
        return run_program({"/bin/bash", "-c",
                            "FIREDRILL_PLAYBOOKS=" DRILL_SOURCE_DIR
                            "/playbooks timeout 100 " DRILL_BINARY_DIR "/firedrill --lang en -C " +
                                at("work") + " " + words + " </dev/null"});
    }
    Ended run() const { return firedrill("test-backup one --yes"); }
    /// As user postgres; what it printed, without the last line's end.
    std::string shell_as_postgres(const std::string& script) const {
        const auto ended = run_program({"/bin/bash", "-euc", script}, {.user = "postgres"});
        INFO(script << "\n" << ended.output);
        REQUIRE(ended.exit == 0);
        return ended.output.substr(0, ended.output.find_last_not_of('\n') + 1);
    }
    bool is_clean() const { return !std::filesystem::exists(scratch()); }

private:
    static void shell(const std::string& script) { run_program({"/bin/bash", "-c", script}); }
    std::string place_;
};

}  // namespace firedrill::test
