#include "core/plan/describe.hpp"

#include "core/base/format.hpp"
#include "core/model/printable.hpp"
#include "core/plan/by_hand.hpp"
#include "core/plan/describe_texts.hpp"
#include "core/plan/holdings.hpp"
#include "core/plan/note.hpp"
#include "core/plan/stop_condition.hpp"

#include <fmt/format.h>

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace firedrill::plan {

namespace {

namespace texts = describe_texts;
using Row = std::array<std::string, 6>;
using Names = std::vector<std::string>;

constexpr int label_columns = 12;

const Message& word_of(Form form) {
    switch (form) {
        case Form::tabletop: return texts::tabletop;
        case Form::walkthrough: return texts::walkthrough;
        case Form::simulation: return texts::simulation;
        case Form::isolated_test: return texts::isolated_test;
        case Form::live_switchover: return texts::live_switchover;
    }
    return texts::live_switchover;
}

std::string joined(const Names& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string phase_name(Phase phase) {
    return boost::describe::enum_to_string(phase, "?");
}

/// Who or where: the host, the role that approves, the person in charge.
std::string place_of(const Step& step) {
    if (!step.host.empty()) return step.host;
    if (const auto* approve = std::get_if<Approve>(&step.action)) return approve->role;
    if (const auto* manual = std::get_if<Manual>(&step.action)) return manual->assignee;
    if (const auto* decide = std::get_if<Decide>(&step.action)) return decide->by;
    return "-";
}

class Describer {
public:
    Describer(const Plan& plan, const DescribeOptions& options) : plan_(plan), options_(options) {}

    std::string head(const std::string& hash) const {
        const auto& title = plan_.title.in(options_.language);
        std::string out =
            text(texts::head, plan_.scenario, title.empty() ? plan_.scenario : title,
                 text(plan_.variant == Variant::planned ? texts::planned : texts::unplanned),
                 text(word_of(plan_.form))) +
            "\n";
        out += text(texts::hash, hash) + "\n";
        Names inputs;
        for (const auto& [name, value] : plan_.inputs) inputs.push_back(name + "=" + value);
        if (!inputs.empty()) out += text(texts::inputs, joined(inputs)) + "\n";
        return out + text(texts::harmless) + "\n\n";
    }

    std::string table() const {
        std::vector<Row> rows;
        Names later;
        std::size_t hidden = 0;
        std::optional<Phase> last;
        for (const auto& step : plan_.steps) {
            if (!options_.all && step.phase > Phase::verify) {
                ++hidden;
                if (later.empty() || later.back() != phase_name(step.phase))
                    later.push_back(phase_name(step.phase));
                continue;
            }
            rows.push_back(row_of(step, last != step.phase));
            last = step.phase;
        }
        std::string out = laid_out(rows);
        if (hidden > 0)
            out += "  " + text(texts::more, hidden, joined(later), plan_.scenario) + "\n";
        return out + "\n";
    }

    std::string hosts() const {
        std::set<std::string> probing;
        for (const auto& step : plan_.steps)
            if (step.performer == Performer::probe) probing.insert(step.host);
        const Names changed = hosts_changed(plan_);
        Names parts;
        parts.push_back(changed.empty() ? text(texts::nothing_changes)
                                        : text(texts::hosts_change, joined(changed)));
        if (!probing.empty())
            parts.push_back(text(texts::hosts_probe, joined({probing.begin(), probing.end()})));
        return line(texts::hosts, fmt::format("{}. {}", fmt::join(parts, "; "),
                                              text(texts::limits, plan_.guards.max_hosts,
                                                   to_text(plan_.guards.max_duration))));
    }

    std::string held() const {
        const Names services = services_held(plan_);
        if (services.empty()) return {};
        return line(texts::holds_services, text(texts::no_other_drill, joined(services)));
    }

    std::string approvals() const {
        std::string out;
        for (const auto& step : plan_.steps)
            if (const auto* approve = std::get_if<Approve>(&step.action))
                out += line(out.empty() ? texts::approvals : blank_,
                            text(texts::approval_line, step.id, approve->quorum, approve->role,
                                 members(*approve)));
        return out.empty() ? line(texts::approvals, text(texts::no_approvals)) : out;
    }

    std::string reverts() const {
        std::string out;
        for (const auto& step : plan_.steps) {
            const auto* fault = std::get_if<Fault>(&step.action);
            if (fault == nullptr) continue;
            out += line(out.empty() ? texts::reverts : blank_, end_of(step, *fault));
        }
        return out;
    }

    /// What each fault and fence is given: whom it hits must be read before it is approved.
    std::string acts() const {
        std::string out;
        const auto add = [&](const Step& step, const auto& action) {
            std::string given;
            for (const auto& [name, value] : action.with) given += ", " + name + "=" + value;
            out += line(out.empty() ? texts::acts : blank_,
                        text(texts::acts_line, step.id, action.kind, step.host, given));
        };
        for (const auto& step : plan_.steps) {
            if (const auto* fault = std::get_if<Fault>(&step.action)) add(step, *fault);
            if (const auto* fence = std::get_if<Fence>(&step.action)) add(step, *fence);
        }
        return out;
    }

    /// How the fault ends if nobody asks for it.
    std::string end_of(const Step& step, const Fault& fault) const {
        if (fault.kind == "host.power_off")
            return text(texts::power_off_ends, step.id, fault.kind, step.host);
        if (!reverts_by_itself(fault.kind)) return text(texts::reverts_never, step.id, fault.kind);
        const std::string lease = to_text(fault.lease);
        if (const Step* fence = fence_before(plan_, step.id))
            return text(texts::reverts_behind, step.id, fence->id, lease) +
                   (is_kernel_held(fault.kind) ? " " + text(texts::closes_port, step.host) : "");
        return text(is_kernel_held(fault.kind) ? texts::reverts_in_kernel : texts::reverts_leased,
                    step.id, lease);
    }

    std::string stops() const {
        Names parts;
        for (const auto& stop : plan_.stop_conditions)
            parts.push_back(in_words(stop).in(options_.language));
        return parts.empty() ? "" : line(texts::stops, fmt::format("{}", fmt::join(parts, "; ")));
    }

    std::string place(const Footprint& item) const {
        const Connection* connection = find_connection(plan_, item.connection);
        const std::string kind = connection == nullptr ? "" : connection->kind;
        if (kind == "redis") return text(texts::footprint_lists, item.schema);
        if (kind == "http") return text(texts::footprint_runs, item.schema);
        if (kind == "mariadb") return text(texts::footprint_tables, item.schema);
        return text(texts::footprint_schema, item.schema);
    }

    std::string footprint() const {
        if (plan_.footprint.empty()) return line(texts::footprint, text(texts::no_footprint));
        std::string out;
        for (const auto& item : plan_.footprint) {
            constexpr std::int64_t mebibyte = 1 << 20;
            out += line(out.empty() ? texts::footprint : blank_,
                        text(texts::footprint_line, place(item), item.connection,
                             thousands(item.rows_estimated),
                             (item.bytes_estimated + mebibyte - 1) / mebibyte, item.connections,
                             item.rights));
            out += line(blank_, text(texts::footprint_removed, item.removed_by));
        }
        return out;
    }

    std::string clocks() const {
        Names bound{point_of(Mark::switch_started), point_of(Mark::serving),
                    point_of(Mark::reconnected)};
        for (const auto& step : plan_.steps)
            if (step.mark && step.phase < Phase::failback &&
                std::find(bound.begin(), bound.end(), point_of(*step.mark)) == bound.end())
                bound.push_back(point_of(*step.mark));
        std::sort(bound.begin(), bound.end(), [](const auto& a, const auto& b) {
            return a.size() != b.size() ? a.size() < b.size() : a < b;
        });
        Names unbound;
        for (const auto mark : plan_.unbound_marks)
            unbound.push_back(
                fmt::format("{} {}", point_of(mark), boost::describe::enum_to_string(mark, "?")));
        std::string out = text(texts::clocks_bound, fmt::format("{}", fmt::join(bound, " ")));
        std::string lines = line(texts::clocks, out);
        if (!unbound.empty()) lines += line(blank_, text(texts::clocks_unbound, joined(unbound)));
        return lines;
    }

private:
    template <class... Args>
    std::string text(const Message& message, const Args&... args) const {
        return say(options_.language, message, args...);
    }

    std::string line(const Message& label, const std::string& value) const {
        return fmt::format("{}{}\n", pad_right(text(label), label_columns), value);
    }

    std::string members(const Approve& approve) const {
        Names names;
        for (const auto& id : approve.members) {
            const auto found = std::find_if(plan_.people.begin(), plan_.people.end(),
                                            [&](const Person& person) { return person.id == id; });
            const bool titled = found != plan_.people.end() && !found->title.empty();
            names.push_back(titled ? found->title.in(options_.language) : id);
        }
        return joined(names);
    }

    Row row_of(const Step& step, bool new_phase) const {
        return {new_phase ? phase_name(step.phase) : "",
                step.id,
                place_of(step),
                to_text(step.timeout),
                undo_of(step, options_.language),
                note_of(plan_, step, options_.language)};
    }

    std::string laid_out(const std::vector<Row>& rows) const {
        const Row titles{text(texts::phase),   text(texts::step), text(texts::on),
                         text(texts::timeout), text(texts::undo), text(texts::note)};
        std::array<int, 6> widths{};
        for (std::size_t i = 0; i < widths.size(); ++i) {
            widths[i] = display_width(titles[i]);
            for (const auto& row : rows) widths[i] = std::max(widths[i], display_width(row[i]));
        }
        Row rule;
        for (std::size_t i = 0; i < widths.size(); ++i)
            rule[i] = std::string(static_cast<std::size_t>(widths[i]), '-');
        std::string out = row_text(titles, widths) + row_text(rule, widths);
        for (const auto& row : rows) out += row_text(row, widths);
        return out;
    }

    std::string row_text(const Row& row, const std::array<int, 6>& widths) const {
        std::string out;
        for (std::size_t i = 0; i < row.size(); ++i)
            out += "  " + (i == 3 ? pad_left(row[i], widths[i]) : pad_right(row[i], widths[i]));
        out.erase(out.find_last_not_of(' ') + 1);
        return out + "\n";
    }

    static constexpr Message blank_{"", ""};
    const Plan& plan_;
    const DescribeOptions& options_;
};

}  // namespace

std::string point_of(Mark mark) {
    return fmt::format("T{}", static_cast<int>(mark));
}

std::string describe(const Plan& plan, const std::string& hash, const DescribeOptions& options) {
    const Describer it(plan, options);
    std::string out =
        model::printable(it.head(hash) + it.table() + it.hosts() + it.held() + it.approvals() +
                             it.acts() + it.reverts() + it.stops() + it.footprint() + it.clocks(),
                         true);
    if (!options.colour) return out;
    const std::string shout = say(options.language, texts::no_return);
    for (auto at = out.find(shout); at != out.npos; at = out.find(shout, at + shout.size() + 8))
        out.replace(at, shout.size(), "\033[1m" + shout + "\033[0m");
    return out;
}

}  // namespace firedrill::plan
