// The journal on a disk that loses its power at any write or sync: what was acknowledged is there.
#include "tests/crash/power_disk.hpp"
#include "orchestrator/journal/journal.hpp"
#include "tests/crash/tracing.hpp"
#include "tests/orchestrator/journal/temporary.hpp"

#include <catch2/catch.hpp>

#include <iostream>

using namespace firedrill;
using namespace firedrill::crash;
using journal::Journal;

namespace {

constexpr const char* stream = "drill/power";
constexpr int lives = 3;

struct Loss {
    std::size_t acknowledged = 0;  ///< records, each counted once
    std::size_t lost = 0;
    int losses = 0;
};

/// One store through several losses of power.
class Store {
public:
    explicit Store(std::uint64_t seed) : random_(seed), disk_(seed) {}

    Loss live() {
        Loss loss;
        for (int life = 0; life < lives; ++life) {
            const std::size_t before = acknowledged_;
            disk_.lose_power_at(static_cast<int>(1 + random_() % 2'000));
            write_until_dark();
            disk_.come_back();
            ++loss.losses;
            loss.acknowledged += acknowledged_ - before;
            loss.lost += missing();
        }
        return loss;
    }

private:
    void write_until_dark() {
        auto journal = Journal::open(file_);
        if (journal) disk_.directory_synced();
        while (journal && !disk_.is_without_power()) {
            journal::Batch batch{.stream = stream,
                                 .first_seq = static_cast<std::int64_t>(acknowledged_) + 1};
            for (auto left = 1 + random_() % 3; left > 0; --left) batch.bodies.push_back(body());
            const auto count = batch.bodies.size();
            written_.resize(acknowledged_);
            written_.insert(written_.end(), batch.bodies.begin(), batch.bodies.end());
            if (!(*journal)->append_now(std::move(batch))) return;
            acknowledged_ += count;
        }
    }
    /// Acknowledged records that are not there any more; what is there is what was written.
    std::size_t missing() {
        const auto entries = journal::read_stream(file_, stream);
        if (!entries) UNSCOPED_INFO(describe(entries.error()));
        const auto found = entries ? *entries : std::vector<journal::Entry>{};
        CHECK((entries || entries.error().code == Errc::not_found));
        CHECK(found.size() <= written_.size());
        for (std::size_t i = 0; i < std::min(found.size(), written_.size()); ++i)
            if (found[i].body != written_[i]) FAIL("record " << i + 1 << " is another one");
        const std::size_t gone = acknowledged_ - std::min(acknowledged_, found.size());
        acknowledged_ = found.size();
        return gone;
    }
    std::string body() {
        const std::size_t longest = random_() % 8 == 0 ? 6'000 : 300;
        return std::string(1 + random_() % longest, static_cast<char>('a' + random_() % 26));
    }

    std::mt19937_64 random_;
    TemporaryDirectory place_;
    PowerDisk disk_;
    std::filesystem::path file_ = place_.path() / "journal.sqlite";
    std::vector<std::string> written_;
    std::size_t acknowledged_ = 0;
};

Loss lose(std::size_t wanted) {
    Loss all;
    for (std::uint64_t seed = 1; all.acknowledged < wanted; ++seed) {
        INFO("seed " << seed);
        const Loss loss = Store(seed).live();
        CHECK(loss.losses == lives);
        all.acknowledged += loss.acknowledged;
        all.lost += loss.lost;
        all.losses += loss.losses;
    }
    return all;
}

void tell_loss(const char* what, const Loss& loss) {
    std::cout << "crash: " << what << ": " << loss.lost << " of " << loss.acknowledged
              << " acknowledged records lost in " << loss.losses << " losses of power\n";
}

}  // namespace

TEST_CASE("a power loss at any write or sync of the journal loses no acknowledged record") {
    const Loss loss = lose(points(100'000, 10).size());
    tell_loss("synchronous=FULL", loss);
    CHECK(loss.lost == 0);
}

TEST_CASE("with synchronous=NORMAL the same power losses lose records") {
    const NormalSync planted;
    const Loss loss = lose(2'000);
    tell_loss("synchronous=NORMAL, planted", loss);
    CHECK(loss.lost > 0);
}
