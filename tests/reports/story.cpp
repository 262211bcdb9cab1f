#include "tests/reports/story.hpp"

#include <algorithm>

namespace firedrill::reports::test {
namespace {

using namespace std::chrono_literals;
using plan::Phase;

constexpr Nanos t0_wall = 1'799'489'052'386ms;  // 2027-01-09 10:04:12.386 UTC
constexpr Nanos t0_mono = 5'000s;
const std::string drill_id = "primary-loss-2027-01-09-1";

Instant at(Nanos since) {
    return {.host = "ops", .boot = "b1", .mono = t0_mono + since, .wall = t0_wall + since};
}

Interval around(Nanos middle, Nanos half) {
    return {middle - half, middle + half};
}

struct Did {
    const char* id;
    Phase phase;
    const char* en;
    const char* zh;
    const char* on;
    bool person;
    std::int64_t began, took, planned;  // ms
};

// clang-format off
constexpr Did steps[] = {
    {"check", Phase::prepare, "Check replication", "复制状态检查", "db2", false, -95'300, 32'900, 30'000},
    {"probe-client", Phase::baseline, "Start probe client", "采样基线", "client1", false, -62'400, 62'400, 60'000},
    {"kill", Phase::disrupt, "Kill the primary", "终止主库进程", "db1", false, -20, 25, 0},
    {"noticed", Phase::detect, "Probe notices", "探针判定中断", "client1", false, 0, 2'060, 5'000},
    {"confirm", Phase::detect, "Verify the alarm", "核实", "dba.a", true, 2'060, 9'360, 10'000},
    {"assess", Phase::declare, "Assess and declare", "评估、启动响应", "working_group", true, 11'420, 21'730, 20'000},
    {"propose", Phase::declare, "Propose the plan", "提出处置方案", "working_group", true, 33'150, 8'050, 10'000},
    {"go", Phase::declare, "Approve the handling plan", "方案审批", "leading_group", true, 41'200, 37'440, 30'000},
    {"fence", Phase::failover, "Fence the old primary", "隔离旧主库", "db1", false, 79'020, 1'290, 5'000},
    {"promote", Phase::failover, "Promote the standby", "提升备库", "db2", false, 80'310, 2'160, 5'000},
    {"smoke", Phase::failover, "Business verifies", "业务验证", "business", true, 84'339, 67'565, 60'000},
    {"writes", Phase::verify, "Read the drill writes back", "写入核对", "client1", false, 152'000, 8'750, 10'000},
    {"operate", Phase::operate, "Run at the backup", "备端运行", "client1", false, 214'700, 120'000, 120'000},
    {"rewind", Phase::failback, "Rebuild the old primary", "重建旧主库", "db1", false, 338'420, 31'430, 30'000},
    {"switch-back", Phase::failback, "Switch back", "计划内回切", "db1", false, 371'960, 4'460, 5'000},
    {"baseline", Phase::reinstate, "Compare with the baseline", "与基线比对", "firedrill", false, 409'000, 9'270, 10'000},
};
// clang-format on

plan::Action action_of(const Did& did) {
    const std::string id = did.id;
    if (id == "kill")
        return plan::Fault{
            .kind = "process.kill", .with = {{"pidfile", "/pg/db1/postmaster.pid"}}, .lease = 60s};
    if (id == "go")
        return plan::Approve{
            .role = "leading_group", .subject = "handling_plan", .members = {"cio"}};
    if (did.person) return plan::Manual{.text = {did.en, did.zh}, .assignee = did.on};
    if (id == "fence") return plan::Fence{.kind = "postgresql", .with = {{"data", "/pg/db1"}}};
    if (id == "noticed") return plan::WaitFor{.probe = "client", .up = false, .lasting = 2s};
    if (id == "writes") return plan::VerifyWrites{.probe = "client"};
    if (id == "baseline") return plan::VerifyBaseline{};
    return plan::Run{.argv = {"pg_ctl", did.id}};
}

plan::Step step_of(const Did& did) {
    const std::string on = did.on;
    plan::Step step{.id = did.id,
                    .group = did.id,
                    .phase = did.phase,
                    .title = {did.en, did.zh},
                    .performer = did.person          ? plan::Performer::person
                                 : on == "firedrill" ? plan::Performer::engine
                                                     : plan::Performer::agent,
                    .host = did.person || on == "firedrill" ? "" : on,
                    .action = action_of(did),
                    .timeout = 60s,
                    .planned = ms(did.planned)};
    if (step.id == "kill") step.mark = plan::Mark::disrupted;
    step.point_of_no_return = step.id == "promote";
    return step;
}

plan::Service order_entry() {
    return {.id = "order-entry",
            .title = {"Order entry", "委托"},
            .priority = 1,
            .rto = 300s,
            .rpo = 0s,
            .rpo_writes = 0,
            .mtpd = 1800s};
}

plan::Plan plan_of_story() {
    plan::Plan plan{
        .workspace = "quickstart",
        .institution = {"Example Securities (invented)", "示例证券（虚构）"},
        .environment = plan::Environment::lab,
        .timezone = "Asia/Shanghai",
        .scenario = "primary-loss",
        .title = {"Loss of the primary database host", "主库主机故障切换演练"},
        .inputs = {{"replication", "async"}},
        .purpose = {"Show that order entry survives the loss of db1", "验证 db1 故障后委托可恢复"},
        .assumptions = {{"outside trading hours", "非交易时段"}},
        .simulated_parts = {{"order routing", "报盘"}},
        .objectives = {"rto_rpo_achievable", "plan_deficiencies"},
        .continuity_plan = "CP-03",
        .risks = {{"R-001",
                   "technical_failure",
                   "host_failure",
                   {"Database host fails", "数据库主机故障"},
                   3,
                   5}},
        .services = {order_entry()},
        .commander = "ops.lead",
        .evaluators = {"auditor"},
        .people = {{"cio", {"CIO", "首席信息官"}, "office", "cio.b"},
                   {"dba.a", {"DBA on duty A", "值班DBA甲"}, "it-ops", ""}},
        .roles = {{"leading_group", {"cio"}, 1}},
        .hosts = {{"db1", "main", "primary", {"primary"}},
                  {"db2", "dr", "same_city", {"standby"}},
                  {"client1", "main", "primary", {"client"}}},
        .stop_conditions = {{"neighbour", false, 2s}},
        .guards = {2, 1200s, 60s}};
    plan.probes = {
        {"client", "ledger", "client1", "order-entry", 20ms, 250ms, plan::WriteLog{4, {200'000}}},
        {"neighbour", "other", "client1", "", 1s, 250ms, {}}};
    return plan;
}

void perform(Story& story, const Did& did) {
    drill::StepState state{.status = drill::StepStatus::succeeded,
                           .attempt = 1,
                           .began = at(ms(did.began)),
                           .ended = at(ms(did.began + did.took))};
    story.drill.steps[did.id] = state;
    const AttemptKey key{.drill = drill_id, .step = did.id};
    AttemptReport report{.outcome = Outcome::succeeded, .host = did.on};
    if (std::string(did.id) == "writes")
        report.artifacts = {{"ledger-client.txt", std::string(64, 'a'), 812'400}};
    const auto seq = [&] { return static_cast<std::int64_t>(story.records.size()) + 1; };
    if (!did.person) {
        story.records.push_back({seq(), at(ms(did.began)), drill::AttemptIntended{key}});
        story.records.push_back(
            {seq(), at(ms(did.began + did.took)), drill::AttemptEnded{key, report}});
        return;
    }
    const bool approves = std::string(did.id) == "go";
    story.records.push_back({seq(), at(ms(did.began)), drill::PersonAsked{did.id}});
    drill::PersonAnswered answered{
        .step = did.id,
        .answer = approves ? drill::Answer::approved : drill::Answer::confirmed,
        .by = approves ? drill::Identity{"cio", drill::Proof::signature, "SHA256:9fK2"}
                       : drill::Identity{"dba.a", drill::Proof::claimed, ""}};
    story.records.push_back({seq(), at(ms(did.began + did.took)), answered});
}

void start(Story& story, Nanos since) {
    story.drill.id = drill_id;
    story.drill.plan = plan_of_story();
    story.drill.plan_hash = "ee26f4137f88e2408f3f2e85b7d753592ca4b8034392d2bbd17247956c849c0a";
    story.drill.started_by = {"dba.a", drill::Proof::os_user, "dba (uid 1043)"};
    story.drill.started = at(since);
    drill::DrillStarted started{
        .drill = drill_id, .by = story.drill.started_by, .version = "0.1.0"};
    story.records.push_back({1, at(since), started});
    story.records.push_back({2, at(since), drill::ContactMade{"db1", "b2", "0.1.0"}});
    story.circumstances.minutes_east = 480;
    story.circumstances.generated = t0_wall + 2h;
    story.circumstances.evidence = {std::string(64, 'b'), 643, {}};
}

void end(Story& story, Nanos since, drill::Ending ending, const std::string& why) {
    const auto seq = static_cast<std::int64_t>(story.records.size()) + 1;
    story.records.push_back({seq, at(since), drill::DrillEnded{ending, why}});
    story.drill.status = drill::DrillStatus::ended;
    story.drill.ending = ending;
    story.drill.why = why;
    story.drill.now = at(since);
}

struct Marked {
    const char* name;
    std::int64_t since;  // ms
    std::int64_t half;   // 0.1 ms
    const char* by;
    drill::Source source;
};

drill::MarkFigure mark_of(const Marked& marked) {
    const Nanos half = marked.half * 100us;
    return {.mark = marked.name,
            .at = around(t0_mono + ms(marked.since), half),
            .since_start = around(ms(marked.since), half),
            .wall = t0_wall + ms(marked.since),
            .source = marked.source,
            .by = marked.by};
}

std::vector<measure::Piece> pieces_of(const std::vector<Marked>& marks,
                                      const std::vector<std::string>& people) {
    std::vector<measure::Piece> out;
    for (std::size_t i = 1; i < marks.size(); ++i) {
        const Nanos middle = ms(marks[i].since - marks[i - 1].since);
        out.push_back({.from = marks[i - 1].name,
                       .to = marks[i].name,
                       .length = around(middle, (marks[i].half + marks[i - 1].half) * 100us),
                       .middle = middle,
                       .people = std::ranges::count(people, marks[i].name) > 0});
    }
    return out;
}

void fill_outage(drill::OutageFigures& out, const std::vector<Marked>& marks,
                 const std::vector<std::string>& people) {
    out.exercised = true;
    out.probe = "client";
    for (const Marked& marked : marks) out.marks.push_back(mark_of(marked));
    out.pieces = pieces_of(marks, people);
    for (const measure::Piece& piece : out.pieces)
        (piece.people ? out.people : out.machine) += piece.middle;
    out.whole = out.marks.back().since_start;
}

measure::WriteFigures writes_with(std::int64_t lost) {
    measure::WriteFigures counts{
        .attempted = 42'902, .acked = 26'030, .failed = 16'868, .unsure = 4};
    counts.lost = lost;
    counts.kept = counts.acked - lost;
    counts.unsure_absent = lost > 0 ? 4 : 0;
    counts.recovered = counts.unsure - counts.unsure_absent;
    counts.present = counts.kept + counts.recovered;
    counts.window_acked = 12'000;
    counts.rpo_count_lo = lost;
    counts.rpo_count_hi = lost + counts.unsure_absent;
    counts.rpo_time = lost > 0 ? Interval{184'200us, 205'600us} : Interval{0s, 9'600us};
    for (std::int64_t i = 0; i < lost; ++i)
        counts.lost_writes.push_back({.session = i % 4, .sequence = 3'110 + i / 4});
    return counts;
}

using enum drill::Source;

const std::vector<Marked> failover_marks = {
    {"disrupted", 0, 48, "db1", automatic},
    {"detected", 2'060, 96, "client1", samples},
    {"verified", 11'420, 48, "dba.a", person},
    {"declared", 33'150, 48, "working_group", person},
    {"proposed", 41'200, 48, "working_group", person},
    {"approved", 78'640, 48, "cio", person},
    {"switch_started", 79'020, 1, "db1", automatic},
    {"promoted", 82'470, 96, "db2", automatic},
    {"serving", 83'059, 206, "client1", samples},
    {"reconnected", 84'339, 206, "client1", samples},
    {"business_verified", 151'904, 48, "business", entered_later},
};

void assess_failover(drill::Assessment& out) {
    drill::OutageFigures& failover = out.failover;
    fill_outage(failover, failover_marks,
                {"verified", "declared", "proposed", "approved", "business_verified"});
    failover.fault = around(t0_mono, 4'800us);
    failover.serving = around(t0_mono + ms(83'059), 20'600us);
    failover.outage = Interval{84'310ms, 84'360ms};
    failover.rto = Interval{83'030ms, 83'080ms};
    failover.down = Interval{84'300ms, 84'360ms};
    failover.sustained_good = 1'499;
    failover.sustained_total = 1'500;
    failover.slots = 31'000;
    failover.writes = writes_with(37);
    failover.lsn_lost = "0/5A3F1C8 - 0/5A3C6D0";
    failover.bytes_lost = 11'000;
}

drill::ServiceFigures service_figures() {
    drill::ServiceFigures out{.service = "order-entry",
                              .probe = "client",
                              .rto_target = 300s,
                              .rpo_target = 0s,
                              .rpo_writes_target = 0};
    out.rto.measured = Interval{151'891ms, 151'909ms};
    out.rto_judgement = {measure::Verdict::met, measure::Reason::none, 148'091ms};
    out.rpo = Interval{184'200us, 205'600us};
    out.lost_lo = 37;
    out.lost_hi = 41;
    out.rpo_judgement = {measure::Verdict::not_met, measure::Reason::none, -205'600us};
    out.all_clocks = {
        out.rto,
        {plan::ClockStart::disruption, plan::ClockEnd::serving, Interval{83'030ms, 83'080ms}},
        {plan::ClockStart::detection, plan::ClockEnd::business_verified,
         Interval{149'830ms, 149'860ms}}};
    return out;
}

void assess_rest(drill::Assessment& out) {
    out.baseline_compared = true;
    out.baseline = {{"timeline:db1", "1", "3", true, "client1"},
                    {"file:/etc/pg/db1/pg_hba.conf", "d41a77e2", "", false, {}}};
    out.not_compared = {{"db1", "units", "systemd is not running here"}, {"db2", "nft", ""}};
    out.clocks = {{"db1", 240, 4'800us}, {"db2", 240, 9'600us}};
    out.neighbours = {{"neighbour", 553, 553, 0, 0}};
    // clang-format off
    out.findings = {{"F-01", drill::Severity::high, "rpo_not_met_async", {{"service", "order-entry"}, {"lost", "37"}, {"acked", "26,030"}, {"age", "0.18 .. 0.21 s"}, {"target", "0 s"}}, "table 7.1"},
                    {"F-02", drill::Severity::medium, "approval_share", {{"step", "go"}, {"took", "37.4 s"}, {"share", "24.6 %"}, {"whole", "151.9 s"}}, "table 6.1"},
                    {"F-03", drill::Severity::low, "of_a_newer_version", {{"count", "2"}}, ""}};
    // clang-format on
}

Series series_of_story() {
    Series out{.acked_before = 12'420, .kept_before = 12'420};
    for (int i = 1; i <= 60; ++i) out.around.push_back({.since = ms(-300 + i * 5), .lost = i > 23});
    out.acked_at_end = 12'480;
    out.kept_at_end = 12'443;
    for (std::int64_t s = -62; s < 153; ++s)
        out.per_second.push_back({.second = s, .acked = s < 0 || s > 84 ? 200 : 0});
    return out;
}

}  // namespace

Story unplanned() {
    Story out;
    start(out, -95'400ms);
    for (const Did& did : steps) {
        out.drill.plan.steps.push_back(step_of(did));
        perform(out, did);
    }
    out.drill.waited_for_people = 144'145ms;
    end(out, 453'000ms, drill::Ending::completed, "");
    assess_failover(out.assessment);
    fill_outage(out.assessment.failback,
                {{"disrupted", 373'100, 48, "db2", automatic},
                 {"serving", 376'420, 206, "client1", samples}},
                {});
    out.assessment.failback.fault = around(t0_mono + ms(373'100), 4'800us);
    out.assessment.failback.serving = around(t0_mono + ms(376'420), 20'600us);
    out.assessment.failback.outage = Interval{3'290ms, 3'350ms};
    for (auto& mark : out.assessment.failback.marks)
        mark.since_start = mark.since_start + -373'100ms;
    out.assessment.services = {service_figures()};
    assess_rest(out.assessment);
    out.assessment.overall = measure::Verdict::not_met;
    out.assessment.exit_code = 1;
    out.circumstances.series = series_of_story();
    return out;
}

Story planned() {
    Story out = unplanned();
    out.drill.plan.variant = plan::Variant::planned;
    drill::OutageFigures& failover = out.assessment.failover;
    for (measure::Piece& piece : failover.pieces)
        if (piece.to == "detected") piece.exercised = false, piece.middle = {}, piece.length = {};
    failover.writes = writes_with(0);
    failover.lost_writes.clear();
    out.circumstances.series = {};
    drill::ServiceFigures& service = out.assessment.services[0];
    service.lost_lo = service.lost_hi = 0;
    service.rpo = Interval{0s, 9'600us};
    service.rpo_judgement = {measure::Verdict::met, measure::Reason::none, 0s};
    for (drill::ClockFigure& clock : service.all_clocks)
        if (clock.start == plan::ClockStart::detection)
            clock.exercised = false, clock.measured.reset();
    return out;
}

Story aborted() {
    Story out;
    start(out, 0s);
    for (const Did& did : steps) {
        if (did.phase > Phase::disrupt) break;
        out.drill.plan.steps.push_back(step_of(did));
        drill::StepState state{.status = drill::StepStatus::cancelled,
                               .why = "aborted before it began"};
        out.drill.steps[did.id] = state;
    }
    out.drill.approvals_waived = true;
    out.records.push_back(
        {3, at(3s), drill::AbortRequested{{"dba.a", drill::Proof::os_user, "dba"}, "wrong host"}});
    end(out, 4s, drill::Ending::aborted, "wrong host");
    drill::ServiceFigures service{.service = "order-entry", .rto_target = 300s, .rpo_target = 0s};
    service.rto_judgement = {
        measure::Verdict::not_measured, measure::Reason::drill_not_completed, {}};
    service.rpo_judgement = {measure::Verdict::not_measured, measure::Reason::no_write_log, {}};
    out.assessment.services = {service};
    out.assessment.failover.writes_reason = "the drill ended before the writes were verified";
    out.assessment.exit_code = 3;
    return out;
}

}  // namespace firedrill::reports::test
