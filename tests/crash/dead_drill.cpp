#include "tests/crash/dead_drill.hpp"

#include "tests/support/postgres.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/wait.h>
#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

namespace firedrill::crash {

namespace fs = std::filesystem;

namespace {

void copy_tree(const fs::path& from, const fs::path& to) {
    fs::remove_all(to);
    fs::create_directories(to.parent_path());
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::skip_symlinks);
}

void kill_program(pid_t program) {
    ::kill(program, SIGKILL);
    ::waitpid(program, nullptr, 0);
}

/// Whether the last receipt is of that kind and step.
bool ends_with(const std::string& receipts, std::string_view tag, const std::string& step) {
    std::string last;
    std::ifstream in(receipts);
    for (std::string line; std::getline(in, line);) last = line;
    return last.find(tag) != std::string::npos && last.find(step) != std::string::npos;
}

}  // namespace

fs::path Dead::kept(const fs::path& path) const {
    return stage_.root() / "kept" / path.filename();
}

template <class F>
void Dead::each(F&& f) const {
    for (const fs::path& path : {stage_.store(), fs::path(stage_.h1.state()),
                                 fs::path(stage_.h2.state()), stage_.trace(drill_id)})
        f(path, kept(path));
}

Dead::Dead(Stage& stage, const std::string& last_effect) : stage_(stage) {
    const pid_t orchestrator = stage_.orchestrator("start", drill_id);
    stage_.let_go(drill_id);
    const bool there =
        test::eventually([&] { return stage_.effects(drill_id).contains(last_effect); });
    kill_program(orchestrator);
    kill_hosts();
    REQUIRE(there);
}

Dead Dead::before_told_of(Stage& stage, const std::string& step) {
    const auto last_is = [&](std::string_view tag) {
        return test::eventually([&] { return ends_with(stage.h2.receipts(), tag, step); });
    };
    stage.hold_at(drill_id, step);
    stage.let_go(drill_id);
    const pid_t orchestrator = stage.orchestrator("start", drill_id);
    const bool began = last_is("attempt_begun");
    kill_program(orchestrator);
    stage.release(drill_id, step);
    REQUIRE(began);
    REQUIRE(last_is("attempt_finished"));
    Dead dead(stage);
    dead.kill_hosts();
    return dead;
}

void Dead::kill_hosts() {
    stage_.h1.kill();
    stage_.h2.kill();
    each([](const fs::path& here, const fs::path& there_kept) { copy_tree(here, there_kept); });
}

void Dead::put_back() const {
    stage_.h1.kill();
    stage_.h2.kill();
    stage_.restart_service();
    each([](const fs::path& here, const fs::path& there_kept) { copy_tree(there_kept, here); });
    fs::remove(stage_.opened().journal(drill_id).string() + "-shm");
}

void Dead::let_hosts_start() const {
    stage_.h1.start();
    stage_.h2.start();
}

std::uintmax_t Dead::bytes_kept(const std::string& file_of_store) const {
    return fs::file_size(kept(stage_.store()) / file_of_store);
}

std::string journal_in_one_file(const Stage& stage) {
    const fs::path file = stage.opened().journal(drill_id);
    {
        soci::session session(*soci::factory_sqlite3(), "dbname=\"" + file.string() + "\"");
        session << "PRAGMA wal_checkpoint(TRUNCATE)";
    }
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace firedrill::crash
