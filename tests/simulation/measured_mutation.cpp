#include "tests/simulation/measured_mutation.hpp"

#include "core/base/hash.hpp"

#include <algorithm>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
    Lines out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        out.push_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

std::size_t pick(Chance& chance, std::size_t count) {
    return static_cast<std::size_t>(chance.below(static_cast<int>(count)));
}

/// The artifacts of the drill whose name begins so.
std::vector<Artifact*> artifacts(Measured& drill, const std::string& prefix) {
    std::vector<Artifact*> out;
    for (auto& record : drill.records)
        if (auto* ended = std::get_if<drill::AttemptEnded>(&record.event))
            for (auto& artifact : ended->report.artifacts)
                if (artifact.name.starts_with(prefix)) out.push_back(&artifact);
    return out;
}

/// Its bytes were different from the start: the journal holds the digest of what is there.
template <class F>
Mutation rewritten(const char* name, std::string prefix, F change) {
    return {name, [prefix, change](Measured& drill, Chance& chance) {
                const auto found = artifacts(drill, prefix);
                if (found.empty()) return false;
                Artifact& artifact = *found[pick(chance, found.size())];
                std::string text = drill.artifacts.at(artifact.sha256);
                if (!change(text, chance)) return false;
                artifact.sha256 = sha256_hex(text);
                artifact.bytes = static_cast<std::int64_t>(text.size());
                drill.artifacts[artifact.sha256] = std::move(text);
                return true;
            }};
}

std::string joined(const Lines& lines) {
    std::string out;
    for (const auto& line : lines) out += line;
    return out;
}

/// Changes the lines after the header.
template <class F>
Mutation relined(const char* name, std::string prefix, F change) {
    return rewritten(name, std::move(prefix), [change](std::string& text, Chance& chance) {
        Lines lines = lines_of(text);
        if (lines.size() < 4) return false;
        change(lines, chance);
        text = joined(lines);
        return true;
    });
}

void cut_lines(Lines& lines, Chance& chance) {
    lines.resize(1 + pick(chance, lines.size() - 1));
}
void drop_run(Lines& lines, Chance& chance) {
    const std::size_t from = 1 + pick(chance, lines.size() - 1);
    const std::size_t count = std::min(1 + pick(chance, lines.size() / 2), lines.size() - from);
    const auto at = lines.begin() + static_cast<std::ptrdiff_t>(from);
    lines.erase(at, at + static_cast<std::ptrdiff_t>(count));
}
void drop_some(Lines& lines, Chance& chance) {
    const int percent = chance.between(1, 60);
    const std::string header = lines.front();
    std::erase_if(lines, [&](const auto&) { return chance.percent(percent); });
    if (lines.empty() || lines.front() != header) lines.insert(lines.begin(), header);
}
void drop_head(Lines& lines, Chance& chance) {
    const auto count = static_cast<std::ptrdiff_t>(1 + pick(chance, lines.size() - 1));
    lines.erase(lines.begin() + 1, lines.begin() + count);
}
void repeat_run(Lines& lines, Chance& chance) {
    const std::size_t from = 1 + pick(chance, lines.size() - 1);
    const std::size_t count = std::min(1 + pick(chance, 30), lines.size() - from);
    const Lines copy(lines.begin() + static_cast<std::ptrdiff_t>(from),
                     lines.begin() + static_cast<std::ptrdiff_t>(from + count));
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(1 + pick(chance, lines.size() - 1)),
                 copy.begin(), copy.end());
}
void swap_two(Lines& lines, Chance& chance) {
    for (int i = chance.between(1, 20); i > 0; --i)
        std::swap(lines[1 + pick(chance, lines.size() - 1)],
                  lines[1 + pick(chance, lines.size() - 1)]);
}
void zero_a_field(Lines& lines, Chance& chance) {
    for (int i = chance.between(1, 5); i > 0; --i) {
        std::string& line = lines[1 + pick(chance, lines.size() - 1)];
        std::vector<std::size_t> commas;
        for (std::size_t at = 0; at < line.size(); ++at)
            if (line[at] == ',') commas.push_back(at);
        if (commas.size() < 2) continue;
        const std::size_t field = pick(chance, commas.size() - 1);
        line = line.substr(0, commas[field] + 1) + "0" + line.substr(commas[field + 1]);
    }
}

bool cut_bytes(std::string& text, Chance& chance) {
    text.resize(pick(chance, text.size()));
    return true;
}
bool empty(std::string& text, Chance&) {
    text.clear();
    return true;
}

void add_files(std::vector<Mutation>& out) {
    for (const char* file : {"samples-", "ledger-", "rows-"}) {
        out.push_back(rewritten("bytes cut off", file, cut_bytes));
        out.push_back(rewritten("an empty file", file, empty));
        out.push_back(relined("lines cut off", file, cut_lines));
        out.push_back(relined("the beginning is missing", file, drop_head));
        out.push_back(relined("lines repeated", file, repeat_run));
        out.push_back({"a file is missing", [file](Measured& drill, Chance& chance) {
                           const auto found = artifacts(drill, file);
                           if (found.empty()) return false;
                           drill.artifacts.erase(found[pick(chance, found.size())]->sha256);
                           return true;
                       }});
        out.push_back({"a byte flipped", [file](Measured& drill, Chance& chance) {
                           const auto found = artifacts(drill, file);
                           if (found.empty()) return false;
                           auto& text =
                               drill.artifacts.at(found[pick(chance, found.size())]->sha256);
                           text[pick(chance, text.size())] ^=
                               static_cast<char>(1 << chance.below(7));
                           return true;
                       }});
    }
    out.push_back(relined("a run of samples is missing", "samples-", drop_run));
    out.push_back(relined("samples are missing", "samples-", drop_some));
    out.push_back(relined("samples in another order", "samples-", swap_two));
    out.push_back(relined("numbers of samples are zero", "samples-", zero_a_field));
    out.push_back(relined("a run of ledger lines is missing", "ledger-", drop_run));
    out.push_back(relined("ledger lines in another order", "ledger-", swap_two));
    out.push_back(relined("numbers of the ledger are zero", "ledger-", zero_a_field));
}

/// Changes every exchange with one host.
template <class F>
Mutation exchanges(const char* name, F change) {
    return {name, [change](Measured& drill, Chance& chance) {
                const std::string host = drill.clocks[1 + pick(chance, 3)].host();
                for (auto& record : drill.records)
                    if (auto* sampled = std::get_if<drill::ClockSampled>(&record.event))
                        if (sampled->host == host) change(*sampled, chance);
                return true;
            }};
}

bool is_exchange_with(const drill::Record& record, const std::string& host) {
    const auto* sampled = std::get_if<drill::ClockSampled>(&record.event);
    return sampled != nullptr && sampled->host == host;
}

/// From one exchange on, but not the first.
bool step_clock(Measured& drill, Chance& chance) {
    const std::string host = drill.clocks[1 + pick(chance, 3)].host();
    std::vector<drill::ClockSampled*> found;
    for (auto& record : drill.records)
        if (is_exchange_with(record, host))
            found.push_back(&std::get<drill::ClockSampled>(record.event));
    if (found.size() < 2) return false;
    for (std::size_t i = 1 + pick(chance, found.size() - 1); i < found.size(); ++i)
        found[i]->sample.t2 += 1s, found[i]->sample.t3 += 1s;
    return true;
}

void add_clocks(std::vector<Mutation>& out) {
    out.push_back({"no exchange with a host", [](Measured& drill, Chance& chance) {
                       const std::string host = drill.clocks[1 + pick(chance, 3)].host();
                       return std::erase_if(drill.records, [&](const auto& record) {
                                  return is_exchange_with(record, host);
                              }) > 0;
                   }});
    out.push_back({"exchanges are missing", [](Measured& drill, Chance& chance) {
                       const std::string host = drill.clocks[1 + pick(chance, 3)].host();
                       return std::erase_if(drill.records, [&](const auto& record) {
                                  return is_exchange_with(record, host) && chance.percent(70);
                              }) > 0;
                   }});
    out.push_back(exchanges("answers are late", [](drill::ClockSampled& e, Chance& chance) {
        e.sample.t4 += chance.between(Nanos{0}, Nanos{3s});
    }));
    out.push_back(exchanges("a stamp is zero", [](drill::ClockSampled& e, Chance& chance) {
        Nanos* stamps[] = {&e.sample.t1, &e.sample.t2, &e.sample.t3, &e.sample.t4};
        if (chance.percent(10)) *stamps[chance.below(4)] = Nanos{0};
    }));
    out.push_back({"a clock is stepped", step_clock});
    out.push_back(exchanges("times of 10^18", [](drill::ClockSampled& e, Chance& chance) {
        if (chance.percent(20)) e.sample.t2 = e.sample.t3 = Nanos{1'000'000'000'000'000'000};
    }));
}

/// Changes one report of an agent or probe.
template <class F>
Mutation report(const char* name, F change) {
    return {name, [change](Measured& drill, Chance& chance) {
                std::vector<AttemptReport*> found;
                for (auto& record : drill.records)
                    if (auto* ended = std::get_if<drill::AttemptEnded>(&record.event))
                        if (!ended->report.host.empty()) found.push_back(&ended->report);
                if (found.empty()) return false;
                change(*found[pick(chance, found.size())], chance);
                return true;
            }};
}

void shift(AttemptReport& report, Nanos by) {
    report.started += by, report.ended += by;
    if (report.effect != Interval{}) report.effect = report.effect + by;
}

void add_reports(std::vector<Mutation>& out) {
    out.push_back(report("times of a report are zero", [](AttemptReport& r, Chance&) {
        r.started = r.ended = Nanos{0};
        r.effect = {};
    }));
    out.push_back(report("a report is negative", [](AttemptReport& r, Chance&) {
        shift(r, Nanos{-std::int64_t{1'000'000'000'000'000'000}});
    }));
    out.push_back(report("a report is of the future", [](AttemptReport& r, Chance& chance) {
        shift(r, chance.percent(50) ? Nanos{1h} : Nanos{1'000'000'000'000'000'000});
    }));
    out.push_back(
        report("a report is of long ago", [](AttemptReport& r, Chance&) { shift(r, Nanos{-1h}); }));
    out.push_back(report("an effect the wrong way round",
                         [](AttemptReport& r, Chance&) { std::swap(r.effect.lo, r.effect.hi); }));
    out.push_back(
        report("files are not named", [](AttemptReport& r, Chance&) { r.artifacts.clear(); }));
    out.push_back(report("another boot", [](AttemptReport& r, Chance&) { r.boot = "other"; }));
}

/// Removes records that are so, one of them, and closes the gap.
void add_records(std::vector<Mutation>& out) {
    out.push_back({"a record is missing", [](Measured& drill, Chance& chance) {
                       const std::size_t at = 1 + pick(chance, drill.records.size() - 1);
                       drill.records.erase(drill.records.begin() + static_cast<std::ptrdiff_t>(at));
                       return true;
                   }});
    out.push_back({"a record stands there twice", [](Measured& drill, Chance& chance) {
                       const std::size_t at = 1 + pick(chance, drill.records.size() - 1);
                       const drill::Record copy = drill.records[at];
                       drill.records.insert(drill.records.begin() + static_cast<std::ptrdiff_t>(at),
                                            copy);
                       return true;
                   }});
    out.push_back({"records end early", [](Measured& drill, Chance& chance) {
                       drill.records.resize(1 + pick(chance, drill.records.size() - 1));
                       return true;
                   }});
    out.push_back({"two records are exchanged", [](Measured& drill, Chance& chance) {
                       const std::size_t at = 1 + pick(chance, drill.records.size() - 2);
                       std::swap(drill.records[at], drill.records[at + 1]);
                       return true;
                   }});
}

}  // namespace

const std::vector<Mutation>& mutations() {
    static const std::vector<Mutation> all = [] {
        std::vector<Mutation> out;
        add_files(out);
        add_clocks(out);
        add_reports(out);
        add_records(out);
        return out;
    }();
    return all;
}

}  // namespace firedrill::simulation
