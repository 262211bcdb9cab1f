// Outages whose length the test knows exactly: the interval of the report contains it every time,
// and is no wider than the formula allows (start and end each to one slot, one answer more).
#include "core/measure/outage.hpp"
#include "tests/support/postgres.hpp"
#include "tests/truth/outage_workspace.hpp"
#include "tests/truth/service.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <iostream>
#include <optional>
#include <random>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

double ms(Nanos time) {
    return static_cast<double>(time.count()) / 1e6;
}

/// The four samples that enclose an outage: last good, first bad, last bad, first good again.
struct Bracket {
    measure::ProbeSample last_good, first_bad, last_bad, first_good;
    /// What (c) allows: two slots and as late as these were sent and answered. Slots at which the
    /// prober itself was late stand between the four and say nothing.
    Nanos allowed(const measure::ProbeSettings& settings) const {
        const Nanos failure = std::min(first_bad.completed - first_bad.sent, settings.deadline);
        return (first_bad.slot - last_good.slot + first_good.slot - last_bad.slot) *
                   settings.every +
               (first_bad.sent - first_bad.due) + failure + (first_good.completed - first_good.due);
    }
};

/// Found by plain search in the file of samples, independent of the measuring code.
std::optional<Bracket> bracket(const measure::SampleFile& file, Interval truth) {
    const auto good = [&](const measure::ProbeSample& s) {
        return s.answered == measure::Answered::good &&
               s.completed - s.due <= file.settings.deadline;
    };
    std::optional<Bracket> found;
    measure::ProbeSample last_good;
    bool recovering = false;
    const Nanos end = truth.hi + file.settings.deadline;
    for (const auto& sample : file.samples) {
        if (sample.answered == measure::Answered::prober_late) continue;
        if (good(sample)) {
            if (recovering) found->first_good = sample, recovering = false;
            if (!found) last_good = sample;
        } else if (sample.due >= truth.lo - file.settings.deadline && sample.due <= end) {
            if (!found) found = Bracket{last_good, sample, sample, {}};
            found->last_bad = sample;
            recovering = true;
        }
    }
    return found;
}

Nanos took(const json::object& report, const std::string& step) {
    for (const auto& row : report.at("course").at("steps").as_array())
        if (row.at("id").as_string() == step) return Nanos{row.at("took").at("hi").as_int64()};
    throw std::runtime_error("no step " + step);
}

/// One drill with two known outages.
void check_drill(const Workplace& work, OutageMaker& maker, std::size_t number) {
    const Ended ended = work.firedrill({"run", "outage", "--yes"});
    INFO(ended.output);
    REQUIRE((ended.exit == 0 || ended.exit == 2));
    const auto report = work.report();
    const auto file = measure::read_samples(work.artifact(report, "samples-door.csv"));
    REQUIRE(file.has_value());
    const auto truths = maker.outages();
    REQUIRE(truths.size() == 2 * (number + 1));
    for (std::size_t i = 0; i < 2; ++i) {
        const TrueOutage& truth = truths[2 * number + i];
        const auto& row = report.at(i == 0 ? "failover" : "failback");
        REQUIRE(row.at("outage").as_object().contains("lo"));
        const Interval outage = interval(row.at("outage")), rto = interval(row.at("rto"));
        const auto found = bracket(*file, {truth.down.lo, truth.up.hi});
        REQUIRE(found);
        const Nanos allowed = found->allowed(file->settings);
        std::cout << "  truth " << ms(truth.lasted().lo) << " ms, outage " << ms(outage.lo)
                  << " .. " << ms(outage.hi) << ", width " << ms(outage.width()) << " of "
                  << ms(allowed) << "; from the fault " << ms(rto.lo) << " .. " << ms(rto.hi)
                  << "\n";
        CHECK(holds(outage, truth.lasted()));
        CHECK(holds(rto, truth.lasted()));
        CHECK(outage.width() <= allowed);
        // The fault struck while its step ran; when within, nobody knows.
        CHECK(rto.width() <= took(report, i == 0 ? "lose" : "back-lose") + allowed);
    }
}

std::vector<Nanos> random_leads(unsigned seed, Nanos every) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int64_t> phase(0, every.count());
    std::vector<Nanos> leads;
    for (int i = 0; i < 10; ++i) leads.emplace_back(phase(random));
    return leads;
}

}  // namespace

TEST_CASE("the interval holds a known outage of a TCP service, from 200 ms to 5 s") {
    const Place place;
    const Workplace work(place.path);
    TcpService service;
    const unsigned seed = std::random_device()();
    INFO("seed " << seed);
    OutageMaker maker([&] { return service.down(); }, [&] { return service.up(); },
                      {200ms, 500ms, 1s, 2s, 5s, 200ms, 500ms, 200ms, 1s, 500ms},
                      random_leads(seed, 20ms));
    const std::string url = "127.0.0.1:" + std::to_string(service.port());
    write_workspace(work, "{kind: tcp, url: \"" + url + "\"}", "20ms", "250ms", maker.step());
    for (std::size_t drill = 0; drill < 5; ++drill) check_drill(work, maker, drill);
    CHECK(eventually([&] { return work.resident_processes().empty(); }));
    std::filesystem::remove_all(work.residents());
}

TEST_CASE("the interval holds a known outage of a server that stands still") {
    const Place place;
    const Workplace work(place.path);
    PostgresServer server;
    server.start();
    const SecretFile password("right");
    const auto stamped = [](auto act) {
        const Nanos before = raw_now();
        act();
        return Interval{before, raw_now()};
    };
    OutageMaker maker([&] { return stamped([&] { server.pause(); }); },
                      [&] { return stamped([&] { server.resume(); }); }, {500ms, 2s, 1s, 5s},
                      random_leads(std::random_device()(), 20ms));
    write_workspace(work,
                    "{kind: postgresql, url: \"" + server.conninfo() +
                        "\", password: {secret: {file: " + password.path() + "}}}",
                    "20ms", "250ms", maker.step());
    for (std::size_t drill = 0; drill < 2; ++drill) check_drill(work, maker, drill);
    CHECK(eventually([&] { return work.resident_processes().empty(); }));
    std::filesystem::remove_all(work.residents());
}
