// Comparing data beside what people use for it, in one run, as ratios of medians:
//   compare_bench tables [ROWS] [ROUNDS]   two PostgreSQL servers, 5 rows changed; pg_dump | md5sum
//                                          and COPY binary | xxh128sum, both sides at once
//   compare_bench files [FILES] [ROUNDS]   two trees of 4 KiB files and 4 large ones;
//                                          rsync -anci --delete
#include "agents/agent/tree_reader.hpp"
#include "agents/probe/compare_tables.hpp"
#include "agents/resident/clock.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/program.hpp"

#include <fmt/format.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace firedrill;
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

double seconds_of(const std::function<void()>& work) {
    const Nanos began = resident::mono_now();
    work();
    return std::chrono::duration<double>(resident::mono_now() - began).count();
}

double median(std::vector<double> all) {
    std::ranges::sort(all);
    return all[all.size() / 2];
}

struct Way {
    const char* name;
    std::function<void()> work;
    std::vector<double> took = {};
};

/// Interleaved, so that all see the same machine; the first way is ours.
void race(std::vector<Way> ways, int rounds) {
    for (int i = 0; i < rounds; ++i)
        for (Way& way : ways) way.took.push_back(seconds_of(way.work));
    for (Way& way : ways)
        fmt::print("{:40} {:8.2f} s   ours is {:.2f} of it\n", way.name, median(way.took),
                   median(ways.front().took) / median(way.took));
}

void shell(const std::string& words) {
    const test::Ended ended = test::run_program({"/bin/bash", "-o", "pipefail", "-c", words});
    if (ended.exit != 0) throw std::runtime_error(words + ": " + ended.output);
}

// Tables ----------------------------------------------------------------------------------------

plan::Connection connection(const test::PostgresServer& server, const std::string& id) {
    return {.id = id, .kind = "postgresql", .url = server.conninfo("postgres"), .user = {}};
}

void compare_tables(const test::PostgresServer& here, const test::PostgresServer& there) {
    asio::io_context context{1};
    const auto executor = context.get_executor();
    const auto work = [&]() -> asio::awaitable<void> {
        auto first = *probe::compare_session(executor, connection(here, "here"), Language::en);
        auto second = *probe::compare_session(executor, connection(there, "there"), Language::en);
        (co_await first->open(std::chrono::minutes(10))).value();
        (co_await second->open(std::chrono::minutes(10))).value();
        const probe::ComparePace pace{.until = resident::mono_now() + std::chrono::hours(1),
                                      .cancel = std::make_shared<resident::Cancellation>(executor)};
        probe::TableComparison comparison(*first, *second, pace, {.table = "trades"});
        const auto compared = (co_await comparison.run({})).value();
        if (compared.figures.changed != 5 || compared.figures.missing + compared.figures.extra != 0)
            throw std::runtime_error("the five changed rows were not found");
    };
    auto done = asio::co_spawn(context, work(), asio::use_future);
    context.run();
    done.get();
}

void tables(std::int64_t rows, int rounds) {
    test::PostgresServer here({{"shared_buffers", "1GB"}}), there({{"shared_buffers", "1GB"}});
    for (test::PostgresServer* server : {&here, &there}) {
        server->start();
        server->query(fmt::format(
            "CREATE TABLE trades AS SELECT g AS id, 'A' || g % 9973 AS account, '60' || g % 4000 "
            "AS "
            "instrument, (g % 977) * 100 AS quantity, (g % 8999)::numeric / 100 AS price, "
            "timestamptz '2026-03-02 09:15+08' + g * interval '1 ms' AS at FROM "
            "generate_series(1, {}) g",
            rows));
        server->query("ALTER TABLE trades ADD PRIMARY KEY (id)");
        server->query("VACUUM ANALYZE trades");
    }
    for (const int part : {1, 3, 5, 7, 9})
        there.query(
            fmt::format("UPDATE trades SET price = price + 0.01 WHERE id = {}", rows * part / 10));
    const auto both = [&](const std::string& words) {
        const auto one = [&](const test::PostgresServer& server) {
            shell(fmt::format(fmt::runtime(words),
                              "-h 127.0.0.1 -U postgres -p " + std::to_string(server.port())));
        };
        std::jthread other([&] { one(there); });
        one(here);
    };
    race({{"compare_tables", [&] { compare_tables(here, there); }},
          {"pg_dump | md5sum, both at once", [&] { both("pg_dump {} -t trades drill | md5sum"); }},
          {"COPY binary | xxh128sum, both at once",
           [&] { both("psql {} drill -c 'COPY trades TO STDOUT (FORMAT binary)' | xxh128sum"); }}},
         rounds);
}

// Files -----------------------------------------------------------------------------------------

std::vector<measure::TreeEntry> listing(const std::string& root) {
    agent::DigestCache cache("/nowhere/cache", root);
    return agent::TreeReader(root, {}, Language::en).read(cache).value();
}

void files(int count, int rounds) {
    const std::string place = "/var/tmp/firedrill-compare-bench";
    fs::remove_all(place);
    for (int i = 0; i < count; ++i) {
        const std::string directory = fmt::format("{}/a/{:03}", place, i / 1000);
        if (i % 1000 == 0) fs::create_directories(directory);
        std::ofstream(fmt::format("{}/{:06}", directory, i))
            << std::string(4096, static_cast<char>('a' + i % 26));
    }
    shell("for i in 1 2 3 4; do head -c 1G /dev/zero > " + place + "/a/large$i; done; cp -a " +
          place + "/a " + place + "/b; echo x > " + place + "/b/000/000005; rm " + place +
          "/b/000/000007; chmod 600 " + place + "/b/000/000008; echo > " + place +
          "/b/000/more; touch " + place + "/b/000/000009");
    race({{"list_tree of both, compared",
           [&] {
               const auto compared =
                   measure::compare_trees(listing(place + "/a"), listing(place + "/b"), {}, 1000);
               if (compared.figures.missing != 1 || compared.figures.extra != 1 ||
                   compared.figures.classes.at("content") != 1)
                   throw std::runtime_error("the planted differences were not found");
           }},
          {"rsync -anci --delete",
           [&] { shell("rsync -anci --delete " + place + "/a/ " + place + "/b/ | wc -l"); }}},
         rounds);
    fs::remove_all(place);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const int count = argc > 2 ? std::stoi(argv[2]) : 0;
    const int rounds = argc > 3 ? std::stoi(argv[3]) : 3;
    if (what == "tables") tables(count > 0 ? count : 5'000'000, rounds);
    if (what == "files") files(count > 0 ? count : 200'000, rounds);
    if (what != "tables" && what != "files")
        fmt::print("compare_bench tables|files [COUNT] [ROUNDS]\n");
    return 0;
}
