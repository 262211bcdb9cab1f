// The artifacts that probes left, by the steps that handed them over.
#include "core/drill/assess_parts.hpp"

#include <fmt/format.h>

namespace firedrill::drill::assessing {
namespace {

/// An artifact and the step that handed it over.
struct Handed {
    std::string step;
    Artifact artifact;
};

/// What was handed over for one probe; the last file of a name counts.
struct Files {
    bool started = false;
    std::map<std::string, Handed> samples;          ///< by name: one per start
    std::optional<Handed> ledger[2], rows[2];       ///< of the last verification in either part
    std::map<std::string, std::string> counted[2];  ///< by the probe itself, then
};

const std::string* probe_named(const plan::Action& action) {
    if (const auto* start = std::get_if<plan::StartProbe>(&action)) return &start->probe;
    if (const auto* stop = std::get_if<plan::StopProbe>(&action)) return &stop->probe;
    if (const auto* verify = std::get_if<plan::VerifyWrites>(&action)) return &verify->probe;
    return nullptr;
}

void take(const plan::Step& step, const AttemptReport& report, Files& out) {
    const auto part = static_cast<std::size_t>(which(step));
    const bool verifies = std::holds_alternative<plan::VerifyWrites>(step.action);
    const bool verified = verifies && report.outcome == Outcome::succeeded;
    if (verified) out.ledger[part] = out.rows[part] = std::nullopt;
    if (verified) out.counted[part] = report.facts;
    for (const auto& artifact : report.artifacts) {
        const Handed handed{step.id, artifact};
        if (artifact.name.starts_with("samples-")) out.samples[artifact.name] = handed;
        if (verified && artifact.name.starts_with("ledger-")) out.ledger[part] = handed;
        if (verified && artifact.name.starts_with("rows-")) out.rows[part] = handed;
    }
}

std::map<std::string, Files> files_by_probe(const Drill& drill,
                                            const std::vector<Record>& records) {
    std::map<std::string, Files> out;
    for (const auto& record : records) {
        const auto* ended = std::get_if<AttemptEnded>(&record.event);
        if (ended == nullptr || ended->key.drill != drill.id) continue;
        const plan::Step* step = plan::find_step(drill.plan, ended->key.step);
        if (step == nullptr) continue;
        const bool stopped_by_undo = ended->key.part == firedrill::Part::undo &&
                                     !step->undo.empty() &&
                                     std::holds_alternative<plan::StopProbe>(step->undo.front());
        if (ended->key.part != firedrill::Part::act && !stopped_by_undo) continue;
        const std::string* probe = probe_named(step->action);
        if (probe == nullptr) continue;
        out[*probe].started = true;
        take(*step, ended->report, out[*probe]);
    }
    return out;
}

/// Reads and parses, or notes why not.
template <class Parse>
auto read(const Handed& handed, const ReadArtifact& artifact, const Parse& parse,
          std::vector<std::string>& problems) -> std::optional<std::decay_t<decltype(*parse(""))>> {
    const auto note = [&](const Error& error) {
        problems.push_back(
            fmt::format("{} of step {}: {}", handed.artifact.name, handed.step, describe(error)));
    };
    const auto bytes = artifact(handed.artifact);
    if (!bytes) return note(bytes.error()), std::nullopt;
    auto parsed = parse(std::string_view(*bytes));
    if (!parsed) return note(parsed.error()), std::nullopt;
    return std::move(*parsed);
}

/// Files that lost a part on their way still read well; what the probe counted in them when it kept
/// them stands in its report.
std::optional<std::string> not_as_counted(const Verification& read,
                                          const std::map<std::string, std::string>& counted) {
    const measure::WriteQuestion all{.drill = read.ledger.drill,
                                     .fault = {},
                                     .serving = {},
                                     .window = {Nanos::min(), Nanos::max()}};
    const auto figures = measure::judge(read.ledger.writes, read.rows.rows, all);
    using F = measure::WriteFigures;
    constexpr std::pair<const char*, std::int64_t F::*> counts[] = {
        {"attempted", &F::attempted}, {"acked", &F::acked}, {"acked_warning", &F::acked_warning},
        {"failed", &F::failed},       {"kept", &F::kept},   {"lost", &F::lost},
        {"present", &F::present}};
    for (const auto& [name, member] : counts) {
        const auto fact = counted.find(name);
        const std::string now = std::to_string(figures.*member);
        if (fact != counted.end() && fact->second != now)
            return fmt::format("{}: {} instead of {}", name, now, fact->second);
    }
    return std::nullopt;
}

std::optional<Verification> verification(const Files& files, Which part,
                                         const ReadArtifact& artifact,
                                         std::vector<std::string>& problems) {
    const auto at = static_cast<std::size_t>(part);
    if (!files.ledger[at] || !files.rows[at]) return std::nullopt;
    auto ledger = read(*files.ledger[at], artifact, measure::read_ledger, problems);
    auto rows = read(*files.rows[at], artifact, measure::read_rows, problems);
    if (!ledger || !rows) return std::nullopt;
    Verification out{files.rows[at]->step, std::move(*ledger), std::move(*rows)};
    const auto differs = not_as_counted(out, files.counted[at]);
    if (!differs) return out;
    problems.push_back(fmt::format("ledger and rows of step {} are not what the probe counted: {}",
                                   out.step, *differs));
    return std::nullopt;
}

}  // namespace

std::map<std::string, ProbeEvidence> collect(const Drill& drill, const std::vector<Record>& records,
                                             const ReadArtifact& artifact,
                                             std::vector<std::string>& problems) {
    std::map<std::string, ProbeEvidence> out;
    for (const auto& [probe, files] : files_by_probe(drill, records)) {
        ProbeEvidence& evidence = out[probe];
        for (const auto& [name, handed] : files.samples)
            if (auto file = read(handed, artifact, measure::read_samples, problems))
                evidence.samples.push_back(std::move(*file));
        if (files.samples.empty() && files.started && drill.ending)
            problems.push_back(fmt::format("probe {} was started and left no samples", probe));
        evidence.failover = verification(files, Which::failover, artifact, problems);
        evidence.failback = verification(files, Which::failback, artifact, problems);
    }
    return out;
}

}  // namespace firedrill::drill::assessing
