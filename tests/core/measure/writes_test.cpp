#include "core/measure/writes.hpp"

#include "core/base/json.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

constexpr Interval always{Nanos::min(), Nanos::max()};

/// Two sessions of 100 writes, 10 ms apart, answered after 2 ms; all of them there.
struct Clean {
    std::vector<Write> writes;
    std::vector<Row> rows;
    WriteQuestion question{"d", Interval{990ms, 995ms}, Interval{2s, 2100ms}, always};

    Clean() {
        for (std::int64_t s = 0; s < 100; ++s)
            for (std::int64_t c = 1; c <= 2; ++c) {
                writes.push_back({c, s, 10ms * s, 10ms * s + 2ms, WriteClass::ack});
                rows.push_back({c, s, payload_of("d", c, s)});
            }
    }
    Write& write(std::int64_t c, std::int64_t s) {
        return writes[static_cast<std::size_t>(s * 2 + c - 1)];
    }
    void drop(std::int64_t c, std::int64_t s) {
        std::erase_if(rows, [&](const Row& r) { return r.session == c && r.sequence == s; });
    }
    Row& row(std::int64_t c, std::int64_t s) {
        return *std::find_if(rows.begin(), rows.end(),
                             [&](const Row& r) { return r.session == c && r.sequence == s; });
    }
    WriteFigures judged() const { return judge(writes, rows, question); }
};

/// All counts that are not zero, as "lost=1 holes=1"; so that "and nothing else" is tested.
std::string wrong(const WriteFigures& f) {
    std::string out;
    const auto note = [&](const char* name, std::int64_t n) {
        if (n != 0) out += (out.empty() ? "" : " ") + std::string(name) + "=" + std::to_string(n);
    };
    note("lost", f.lost);
    note("warned_lost", f.warned_lost);
    note("unsure_absent", f.unsure_absent);
    note("recovered", f.recovered);
    note("phantom", f.phantom);
    note("unexpected", f.unexpected);
    note("duplicated", f.duplicated);
    note("changed", f.changed);
    note("holes", f.holes);
    note("split", f.split);
    note("reused", f.reused);
    return out;
}

}  // namespace

TEST_CASE("a clean history loses nothing and states what that can mean at best") {
    const WriteFigures f = Clean().judged();
    CHECK(wrong(f).empty());
    CHECK(f.attempted == 200);
    CHECK(f.kept == 200);
    CHECK(f.present == 200);
    CHECK(f.window_acked == 200);
    // the last survivor answered before J = [990, 995] ms was sent at 980 ms
    CHECK(*f.resolution == 15ms);
    CHECK(*f.rpo_time == Interval{0ms, 15ms});
}

TEST_CASE("mutation: the last k rows are gone") {
    Clean h;
    for (std::int64_t s = 95; s < 100; ++s) h.drop(1, s), h.drop(2, s);
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "lost=10");
    // first lost: sent 950 ms, answered 952 ms; J = [990, 995] ms
    CHECK(*f.rpo_time == Interval{38ms, 45ms});
    CHECK(f.lost_writes.front().sequence == 95);
    CHECK(f.lost_writes.back().sequence == 99);
}

TEST_CASE("mutation: one row in the middle is gone") {
    Clean h;
    h.drop(1, 50);
    CHECK(wrong(h.judged()) == "lost=1 holes=1");
}

TEST_CASE("mutation: a whole session is gone") {
    Clean h;
    for (std::int64_t s = 0; s < 100; ++s) h.drop(2, s);
    CHECK(wrong(h.judged()) == "lost=100");
}

TEST_CASE("mutation: a row is there twice") {
    Clean h;
    h.rows.push_back(h.row(1, 7));
    h.rows.push_back(h.row(1, 7));
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "duplicated=1");
    CHECK(f.present == 200);
}

TEST_CASE("mutation: a write that failed is there after all") {
    Clean h;
    h.write(1, 20).outcome = WriteClass::failed;
    CHECK(wrong(h.judged()) == "phantom=1");
}

TEST_CASE("mutation: a foreign row") {
    Clean h;
    h.rows.push_back({9, 0, payload_of("d", 9, 0)});
    h.rows.push_back({9, 0, payload_of("d", 9, 0)});
    h.rows.push_back({1, 5'000'000'000, "x"});
    h.rows.push_back({1, -1, "x"});
    CHECK(wrong(h.judged()) == "unexpected=3");
}

TEST_CASE("mutation: a payload differs") {
    Clean h;
    h.row(2, 3).payload[0] ^= 1;
    CHECK(wrong(h.judged()) == "changed=1");
}

TEST_CASE("mutation: two sessions are swapped") {
    Clean h;
    std::swap(h.row(1, 3).payload, h.row(2, 3).payload);
    CHECK(wrong(h.judged()) == "changed=2");
}

TEST_CASE("mutation: a write without answer appears, or does not") {
    Clean h;
    h.write(1, 99).outcome = WriteClass::unsure;
    CHECK(wrong(h.judged()) == "recovered=1");
    h.drop(1, 99);
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "unsure_absent=1");
    CHECK(f.rpo_count_lo == 0);
    CHECK(f.rpo_count_hi == 1);
}

TEST_CASE("mutation: a write acknowledged with a warning is lost") {
    Clean h;
    h.write(2, 99).outcome = WriteClass::ack_warning;
    CHECK(h.judged().warned_kept == 1);
    h.drop(2, 99);
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "warned_lost=1");
    CHECK(f.rpo_count_hi == 1);
}

TEST_CASE("mutation: the old primary goes on acknowledging beside the new one") {
    Clean h;
    // given session 3 on the old primary, two writes after the fault and before E, lost; session 4
    // on the new one, after E
    h.writes.push_back({3, 0, 1200ms, 1202ms, WriteClass::ack});
    h.writes.push_back({3, 1, 1210ms, 1212ms, WriteClass::ack});
    h.writes.push_back({4, 0, 2050ms, 2052ms, WriteClass::ack});
    h.rows.push_back({4, 0, payload_of("d", 4, 0)});
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "lost=2 split=2");
    CHECK(f.split_lost == 2);
    // then the age of the loss does not count them: 980 ms is the last survivor before J
    CHECK(*f.rpo_time == Interval{0ms, 15ms});
}

TEST_CASE("mutation: a key is logged twice") {
    Clean h;
    h.writes.push_back(h.writes.back());
    CHECK(wrong(h.judged()) == "reused=1");
}

TEST_CASE("only the writes of the window are judged, rows of others are nobody's") {
    Clean h;
    h.drop(1, 99);
    h.drop(1, 10);
    h.question.window = {500ms, 9s};  // 500 ms itself belongs to the window before
    const WriteFigures f = h.judged();
    CHECK(f.attempted == 98);
    CHECK(wrong(f) == "lost=1");
}

TEST_CASE("without a fault time there are counts but no age") {
    Clean h;
    h.drop(1, 99);
    h.question.fault.reset();
    h.question.serving.reset();
    const WriteFigures f = h.judged();
    CHECK(wrong(f) == "lost=1");
    CHECK_FALSE(f.rpo_time.has_value());
    CHECK_FALSE(f.resolution.has_value());
}

TEST_CASE("the share that zero losses can prove") {
    CHECK(zero_loss_bound_ppm(6'240) == 481);
    CHECK(zero_loss_bound_ppm(3) == 1'000'000);
    CHECK(zero_loss_bound_ppm(0) == 1'000'000);
    CHECK(zero_loss_bound_ppm(3'000'000) == 1);
}

TEST_CASE("a ledger reads back, and one cut by a crash keeps every whole line") {
    Ledger ledger{"client", "loss-1", "c1", "b", {}};
    std::string text = ledger_header(ledger);
    const std::size_t head = text.size();
    for (std::int64_t s = 0; s < 4; ++s) {
        text += invoke_line(1, s, 10ms * s);
        if (s < 3) text += outcome_line(1, s, 10ms * s + 2ms, static_cast<WriteClass>(s));
    }
    const auto back = read_ledger(text);
    REQUIRE(back.has_value());
    CHECK(back->drill == "loss-1");
    REQUIRE(back->writes.size() == 4);
    CHECK(back->writes[0].outcome == WriteClass::ack);
    CHECK(back->writes[1].outcome == WriteClass::ack_warning);
    CHECK(back->writes[2].outcome == WriteClass::failed);
    CHECK(back->writes[2].answered == 22ms);
    CHECK(back->writes[3].outcome == WriteClass::unsure);
    for (std::size_t cut = head; cut < text.size(); ++cut)
        REQUIRE(read_ledger(std::string_view(text).substr(0, cut)).has_value());
}

TEST_CASE("a damaged ledger is refused") {
    const std::string header = ledger_header({"p", "d", "h", "b", {}});
    for (const char* bad :
         {"I,1,1,5\n", "O,1,0,5,ack\n", "I,1,0,5\nO,1,0,6,great\n", "I,1,0,5\nO,1,0,4,ack\n",
          "I,1,0,5\nO,1,0,6,ack\nO,1,0,7,ack\n", "I,1,0,5\nI,1,0,6\n", "X,1\n", "I,1,0\n", "\n"}) {
        CAPTURE(bad);
        REQUIRE(read_ledger(header + bad).has_error());
        CHECK(read_ledger(header + bad).error().code == Errc::corrupt);
    }
}

TEST_CASE("rows read back whole or not at all") {
    const RowsFile rows{5ms, "127.0.0.1 port 5433", "0/5A3C6D0", {{1, 0, "aa"}, {1, 1, "bb"}}};
    const std::string text = rows_text(rows);
    const auto back = read_rows(text);
    REQUIRE(back.has_value());
    CHECK(back->server == rows.server);
    CHECK(back->lsn == rows.lsn);
    CHECK(back->taken == 5ms);
    REQUIRE(back->rows.size() == 2);
    CHECK(back->rows[1].payload == "bb");
    for (std::size_t cut = 0; cut < text.size(); ++cut)
        REQUIRE(read_rows(std::string_view(text).substr(0, cut)).has_error());
    CHECK(read_rows(text + "1,2,cc\n").has_error());
}

TEST_CASE("figures go into JSON with all their members") {
    Clean h;
    h.drop(1, 99);
    const auto back = from_json<WriteFigures>(to_json(h.judged()));
    REQUIRE(back.has_value());
    CHECK(wrong(*back) == "lost=1");
    CHECK(back->rpo_time == h.judged().rpo_time);
    CHECK(back->split_lost == 0);
}
