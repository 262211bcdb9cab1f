#include "core/measure/outage.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::measure;
using namespace std::chrono_literals;

namespace {

constexpr Interval always{Nanos::min(), Nanos::max()};
const ProbeSettings settings{100ms, 250ms, 1s, 990'000};

/// One character per slot of 100 ms: . good after 10 ms, x refused after 1 ms, o no answer
/// (given up after 1 s), w wrong after 10 ms, l prober late, s good after 300 ms (too slow).
std::vector<ProbeSample> probes(std::string_view picture) {
    std::vector<ProbeSample> out;
    for (std::size_t i = 0; i < picture.size(); ++i) {
        ProbeSample s;
        s.slot = static_cast<std::int64_t>(i);
        s.due = s.sent = 100ms * s.slot;
        switch (picture[i]) {
            case '.':
                s.answered = Answered::good;
                s.completed = s.due + 10ms;
                break;
            case 'x':
                s.answered = Answered::refused;
                s.completed = s.due + 1ms;
                break;
            case 'o':
                s.answered = Answered::none;
                s.completed = s.due + 1s;
                break;
            case 'w':
                s.answered = Answered::wrong;
                s.completed = s.due + 10ms;
                break;
            case 's':
                s.answered = Answered::good;
                s.completed = s.due + 300ms;
                break;
            case 'l':
                s.answered = Answered::prober_late;
                s.sent = s.due + 60ms;
                s.completed = s.sent + 10ms;
                break;
            default: continue;  // the slot is missing
        }
        out.push_back(s);
    }
    return out;
}

Outage outage(std::string_view picture, std::optional<Interval> fault = std::nullopt,
              Interval window = always) {
    return find_outage(probes(picture), settings, fault, window);
}

constexpr std::string_view good10 = "..........";

}  // namespace

TEST_CASE("a plain outage gives the intervals of the formulas") {
    // given slots 0-4 good, 5-9 refused, 10-20 good; the fault between 450 and 460 ms
    const Outage out = outage(".....xxxxx...........", Interval{450ms, 460ms});
    // then L = slot 4, F = 5, G = 9, H = 10
    CHECK(out.recovered);
    CHECK(*out.last_good == 410ms);
    CHECK(*out.first_bad == 501ms);
    CHECK(*out.start == Interval{450ms, 501ms});   // [max(a_L, J_lo), f_F]
    CHECK(*out.end == Interval{900ms, 1010ms});    // [a_G, c_H]
    CHECK(*out.rto == Interval{440ms, 560ms});     // [a_G - J_hi, c_H - J_lo]
    CHECK(*out.client == Interval{399ms, 560ms});  // [a_G - f_F, c_H - max(a_L, J_lo)]
    CHECK(*out.down == *out.client);
    CHECK(out.flaps == 0);
    CHECK(out.sustained_total == 11);
    CHECK(out.slots == 21);
}

TEST_CASE("without a fault time there is a client view but no recovery time") {
    const Outage out = outage(".....xxxxx...........");
    CHECK(*out.start == Interval{400ms, 501ms});
    CHECK(*out.client == Interval{399ms, 610ms});
    CHECK_FALSE(out.rto.has_value());
}

TEST_CASE("a probe that hangs is down from its deadline, not from when it was given up") {
    const Outage out = outage(".....ooooo...........", Interval{450ms, 450ms});
    CHECK(*out.first_bad == 750ms);  // a_F + R
    CHECK(*out.client == Interval{150ms, 560ms});
}

TEST_CASE("a wrong answer and a slow one are failures") {
    CHECK(*outage("...wwws............").end == Interval{600ms, 710ms});
}

TEST_CASE("service that comes and goes is down until it stays") {
    // given three failure runs: slots 3-4, 7-8, 11-12
    const Outage out = outage("...xx..xx..xx...........", Interval{250ms, 250ms});
    CHECK(out.flaps == 2);
    CHECK(*out.end == Interval{1200ms, 1310ms});
    CHECK(*out.rto == Interval{950ms, 1060ms});
    // then down time: 3 runs of [100 - 1, ...]: (510-250) + (910-600) + (1310-1000) = 880 ms
    CHECK(*out.down == Interval{297ms, 880ms});
}

TEST_CASE("one lost probe does not end a sustained run when the share allows it") {
    ProbeSettings loose = settings;
    loose.success_ppm = 900'000;
    const auto samples = probes(".....xxx....x.......");
    CHECK(*find_outage(samples, loose, std::nullopt, always).end == Interval{700ms, 810ms});
    // but with 99 % of 11 samples it does
    const Outage strict = outage(".....xxx....x...........");
    CHECK(*strict.end == Interval{1200ms, 1310ms});
    CHECK(strict.flaps == 1);
}

TEST_CASE("two failures in a row are never sustained, whatever the share") {
    ProbeSettings loose = settings;
    loose.success_ppm = 0;
    const Outage out =
        find_outage(probes(".....xxx....xx..........."), loose, std::nullopt, always);
    CHECK(*out.end == Interval{1300ms, 1410ms});
}

TEST_CASE("service that was not watched for the whole of W has not recovered") {
    // given nine good slots after H: 900 ms of the second that is asked for
    const Outage out = outage(".....xxx.........");
    CHECK(out.happened);
    CHECK_FALSE(out.recovered);
    CHECK_FALSE(out.end.has_value());
    CHECK_FALSE(out.client.has_value());
    CHECK(outage(".....xxx..........").recovered);
}

TEST_CASE("nothing bad, nothing happened") {
    const Outage out = outage("...........", Interval{500ms, 500ms});
    CHECK_FALSE(out.happened);
    CHECK_FALSE(out.rto.has_value());
    CHECK(out.slots == 11);
    CHECK(outage("").slots == 0);
}

TEST_CASE("a late slot is evidence of nothing and is flagged beside the outage") {
    // given late slots at 5 (between L and F) and 12 (far from it)
    const Outage out = outage(".....lxxxx..l.........");
    CHECK(out.late_slots == 2);
    CHECK(out.late_in_bracket);
    CHECK(*out.start == Interval{400ms, 601ms});
    CHECK_FALSE(outage("..l...xxxx...l........").late_in_bracket);
    CHECK(outage("......xxxl...........").late_in_bracket);
}

TEST_CASE("a missing slot is as good as a late one") {
    const Outage out = outage("..... xxxx ..........");
    CHECK(out.slots == 21);
    CHECK(out.late_slots == 2);
    CHECK(out.late_in_bracket);
    CHECK(*out.start == Interval{400ms, 601ms});
    CHECK(*out.end == Interval{900ms, 1110ms});
}

TEST_CASE("a right answer that only the late sending made late is no failure") {
    auto samples = probes(".....................");
    samples[5].sent = samples[5].due + 45ms;
    samples[5].completed = samples[5].sent + 240ms;  // 285 ms after it was due, R = 250 ms
    const Outage out = find_outage(samples, settings, std::nullopt, always);
    CHECK_FALSE(out.happened);
    CHECK(out.late_slots == 1);
}

TEST_CASE("failures before the fault are not the fault's") {
    // given a lost probe at slot 2 and an outage long before, both over when the fault strikes
    CHECK(*outage("..x......xxx...........", Interval{850ms, 860ms}).start ==
          Interval{850ms, 901ms});
    const std::string early = "..xxx" + std::string(good10) + "..xx..........";
    CHECK(*outage(early, Interval{1650ms, 1660ms}).end == Interval{1800ms, 1910ms});
}

TEST_CASE("one lost probe long after the fault is passed over for the outage that follows") {
    const std::string picture = "......x" + std::string(good10) + "....xxxx...........";
    const Outage out = outage(picture, Interval{150ms, 160ms});
    CHECK(*out.first_bad == 2101ms);
    // but a single one right after the fault is the outage
    CHECK(*outage("..x............", Interval{150ms, 160ms}).rto == Interval{40ms, 160ms});
}

TEST_CASE("only the window is looked at") {
    const std::string picture =
        "....xxxx" + std::string(good10) + "..." + "xx" + std::string(good10) + "...";
    CHECK(*outage(picture, std::nullopt, {0ms, 2050ms}).first_bad == 401ms);
    CHECK(*outage(picture, std::nullopt, {1500ms, 9s}).first_bad == 2101ms);
}

TEST_CASE("down time claims nothing of the slots for which the prober was late") {
    // given refusals in slots 5-7 and 10-13, and between them a prober that saw nothing
    const Outage out = outage(".....xxxllxxxx" + std::string(good10) + ".");
    // then service may have been there from slot 7 to slot 10
    CHECK(*out.client == Interval{799ms, 1010ms});
    CHECK(*out.down == Interval{499ms, 1010ms});
    CHECK(out.flaps == 0);
}

TEST_CASE("waiting for up or down sees the state that holds now") {
    CHECK(*state_since(probes("....xxxx"), false, 300ms, settings) == Interval{300ms, 401ms});
    CHECK_FALSE(state_since(probes("....xxx"), false, 300ms, settings).has_value());
    CHECK_FALSE(state_since(probes("....xxxx."), false, 0ms, settings).has_value());
    CHECK(*state_since(probes("..xx...."), true, 300ms, settings) == Interval{300ms, 410ms});
    CHECK_FALSE(state_since(probes("..xx..."), true, 300ms, settings).has_value());
    CHECK_FALSE(state_since(probes("..xx....x"), true, 0ms, settings).has_value());
    CHECK_FALSE(state_since({}, true, 0ms, settings).has_value());
    CHECK(*state_since(probes("...."), true, 300ms, settings) == Interval{0ms, 10ms});
    // a late slot neither breaks nor makes a run
    CHECK(*state_since(probes("..xxlxx"), false, 300ms, settings) == Interval{100ms, 201ms});
    // one lost probe in a long good run is borne when the share allows it
    std::string picture = "xx" + std::string(150, '.') + "x" + std::string(150, '.');
    CHECK(*state_since(probes(picture), true, 20s, settings) == Interval{100ms, 210ms});
}

TEST_CASE("a sample file reads back as it was written") {
    SampleFile file{"client", "client 1%", "b-1", settings, probes(".xowls")};
    std::string text = sample_header(file);
    for (const auto& sample : file.samples) text += sample_line(sample);
    const auto back = read_samples(text);
    REQUIRE(back.has_value());
    CHECK(back->host == "client 1%");
    CHECK(back->settings.deadline == 250ms);
    REQUIRE(back->samples.size() == 6);
    std::string again = sample_header(*back);
    for (const auto& sample : back->samples) again += sample_line(sample);
    CHECK(again == text);
}

TEST_CASE("a sample file cut by a crash loses its last line and nothing else") {
    const SampleFile file{"client", "c1", "b", settings, {}};
    std::string text = sample_header(file);
    for (const auto& sample : probes("...x")) text += sample_line(sample);
    for (std::size_t cut = sample_header(file).size(); cut < text.size(); ++cut) {
        const auto back = read_samples(std::string_view(text).substr(0, cut));
        REQUIRE(back.has_value());
        REQUIRE(back->samples.size() ==
                static_cast<std::size_t>(std::count(
                    text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cut), '\n')) -
                    1);
    }
}

TEST_CASE("numbers that no clock shows are refused before they are reckoned with") {
    const std::string header = sample_header({"c", "h", "b", settings, {}});
    CHECK(read_samples(header + "0,9223372036854775807,0,0,good\n").has_error());
    CHECK(read_samples(header + "-9223372036854775808,0,0,0,good\n").has_error());
    ProbeSettings wild = settings;
    wild.deadline = Nanos::max();
    CHECK(read_samples(sample_header({"c", "h", "b", wild, {}})).has_error());
    wild.deadline = -1ns;
    CHECK(read_samples(sample_header({"c", "h", "b", wild, {}})).has_error());
}

TEST_CASE("a damaged sample file is refused with its line") {
    const std::string header = sample_header({"c", "h", "b", settings, {}});
    for (const char* bad : {"0,0,0\n", "0,0,0,10,great\n", "0,0,0,10,good,1\n", "x,0,0,10,good\n",
                            "0,0,20,10,good\n", "\n", "0,9223372036854775807,1,2,good\n"}) {
        CAPTURE(bad);
        const auto back = read_samples(header + bad + "1,100,0,10,good\n");
        REQUIRE(back.has_error());
        CHECK(back.error().code == Errc::corrupt);
        CHECK(back.error().what.find("line 2") != std::string::npos);
    }
    CHECK(read_samples("").has_error());
    CHECK(read_samples("# firedrill samples 2 probe=c\n").has_error());
    CHECK(read_samples("# firedrill samples 1 probe=c\n").has_error());
}
