#include "core/plan/by_hand.hpp"

#include "core/base/match.hpp"
#include "core/plan/netem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace firedrill::plan {

namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view usual_state = "/var/lib/firedrill";

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

/// U+0080..U+009F: some terminals obey them.
bool is_second_control(std::string_view word, std::size_t i) {
    return static_cast<unsigned char>(word[i]) == 0xC2 && i + 1 < word.size() &&
           static_cast<unsigned char>(word[i + 1]) < 0xA0;
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_@%+=:,./-").find(c) != std::string_view::npos;
}

bool has_controls(std::string_view word) {
    for (std::size_t i = 0; i < word.size(); ++i)
        if (is_control(word[i]) || is_second_control(word, i)) return true;
    return false;
}

std::string escape(char c) {
    return fmt::format("\\{:03o}", static_cast<unsigned char>(c));
}

std::string with_escapes(std::string_view word) {
    std::string out = "$'";
    for (std::size_t i = 0; i < word.size(); ++i) {
        const char c = word[i];
        if (is_second_control(word, i))
            out += escape(c) + escape(word[++i]);
        else if (c == '\n')
            out += "\\n";
        else if (is_control(c))
            out += escape(c);
        else if (c == '\'' || c == '\\')
            out += {'\\', c};
        else
            out += c;
    }
    return out + "'";
}

std::string parameter(const Parameters& with, const std::string& name) {
    const auto found = with.find(name);
    return found == with.end() ? std::string() : found->second;
}

/// Words between blanks, as the agent reads them; each is quoted, so no shell sees more in them.
std::string line_of_words(const std::string& text) {
    std::istringstream in(text);
    Lines words;
    for (std::string word; in >> word;) words.push_back(word);
    return shell_line(words);
}

/// Secrets stay in their files: the shell of whoever types it reads them.
std::string with_environment(const std::map<std::string, std::string>& added,
                             const std::optional<Parameters>& secrets, std::string line) {
    if (added.empty() && !secrets) return line;
    std::string out = "env";
    for (const auto& [name, value] : added) out += " " + shell_quoted(name + "=" + value);
    for (const auto& [name, file] : secrets.value_or(Parameters{}))
        out += " " + shell_quoted(name) + "=\"$(head -n 1 " + shell_quoted(file) + ")\"";
    return out + " " + std::move(line);
}

std::string line_of(const Run& run) {
    std::string out = with_environment(run.environment, run.secrets, shell_line(run.argv));
    if (run.directory.empty() || run.directory == "/") return out;
    return "cd " + shell_quoted(run.directory) + " && " + out;
}

std::string line_of(const Script& script) {
    return "printf %s " + shell_quoted(script.text) + " | " +
           with_environment(script.environment, script.secrets, shell_line(script.interpreter));
}

/// The process that was found, else whom the plan names.
std::string line_to_continue(const Parameters& with, const Parameters& found) {
    const std::string pid = parameter(found, "pid");
    if (!pid.empty()) return "kill -CONT " + shell_quoted(pid);
    const std::string pidfile = parameter(with, "pidfile");
    if (!pidfile.empty()) return "kill -CONT \"$(head -n 1 " + shell_quoted(pidfile) + ")\"";
    return "kill -CONT \"$(pidof " + shell_quoted(parameter(with, "match")) + ")\"";
}

/// What holds the fault, as the agent told it; without it the plan alone knows no way.
Lines line_with(std::string_view command, const Parameters& found, const std::string& name) {
    const std::string held = parameter(found, name);
    return held.empty() ? Lines{} : Lines{fmt::format("{} {}", command, shell_quoted(held))};
}

Lines calm(const Parameters& with) {
    Lines words = words_to_calm(parameter(with, "interface"));
    words.insert(words.begin(), "tc");
    return {shell_line(words)};
}

/// A command of `ip` for each thing that the agent kept of this interface.
Lines ip_lines(const Parameters& found, const std::string& name) {
    Lines out;
    std::istringstream all(parameter(found, name));
    for (std::string one; std::getline(all, one, ';');)
        if (const std::string words = line_of_words(one); !words.empty())
            out.push_back("ip " + words);
    return out;
}

Lines bring_up(const Parameters& with, const Parameters& found) {
    Lines out{"ip link set dev " + shell_quoted(parameter(with, "interface")) + " up"};
    for (const char* name : {"addresses", "routes"})
        for (std::string& line : ip_lines(found, name)) out.push_back(std::move(line));
    return out;
}

/// Neither over a file that stands there again, nor into a directory.
Lines move_back(const Parameters& with, const Parameters& found) {
    const std::string beside = parameter(found, "beside");
    if (beside.empty()) return {};
    return {"mv -n -T -- " + shell_quoted(beside) + " " + shell_quoted(parameter(with, "path"))};
}

Lines give_mode_back(const Parameters& with, const Parameters& found) {
    const std::string mode = parameter(found, "mode");
    if (mode.empty()) return {};
    return {"chmod -- " + shell_quoted(mode) + " " + shell_quoted(parameter(with, "path"))};
}

Lines lines_of(const Revert& revert, const Parameters& found) {
    if (revert.kind == "process.pause") return {line_to_continue(revert.with, found)};
    if (is_kernel_held(revert.kind)) return line_with("nft delete table inet", found, "table");
    if (revert.kind == "network.delay" || revert.kind == "network.loss") return calm(revert.with);
    if (revert.kind == "interface.down") return bring_up(revert.with, found);
    if (revert.kind == "file.remove") return move_back(revert.with, found);
    if (revert.kind == "file.permissions") return give_mode_back(revert.with, found);
    if (revert.kind == "disk.fill" || revert.kind == "cpu.load" || revert.kind == "memory.load")
        return line_with("kill", found, "holder");
    const std::string words = line_of_words(parameter(revert.with, "start"));
    return words.empty() ? Lines{} : Lines{words};
}

Lines lines_of(const Action& action, const Parameters& found) {
    return match(
        action, [&](const Revert& revert) { return lines_of(revert, found); },
        [](const Run& run) { return Lines{line_of(run)}; },
        [](const Script& script) { return Lines{line_of(script)}; },
        [&](const Release& release) {
            return commands_to_release(release.kind, release.with, found);
        },
        [](const auto&) { return Lines{}; });
}

Lines without_signal(const std::string& data) {
    if (data.empty()) return {};
    const std::string file = shell_quoted(data + "/standby.signal");
    // Only a file that a fence wrote: another one may stand there for a good reason.
    return {"grep -q '^# firedrill fence ' " + file + " && rm -- " + file};
}

Lines give_address_back(const Parameters& with, const Parameters& found) {
    Lines out = ip_lines(found, "addresses");
    if (out.empty())
        out.push_back("ip address add " + shell_quoted(parameter(with, "address")) + " dev " +
                      shell_quoted(parameter(with, "interface")));
    for (std::string& line : ip_lines(found, "routes")) out.push_back(std::move(line));
    return out;
}

/// Where the agent could not say what was mounted, /etc/fstab may know.
Lines mount_again(const std::string& place, const Parameters& found) {
    if (place.empty()) return {};
    const std::string source = parameter(found, "source");
    if (source.empty()) return {"mount " + shell_quoted(place)};
    return {shell_line({"mount", "-t", parameter(found, "type"), "-o", parameter(found, "options"),
                        "--", source, place})};
}

}  // namespace

std::string shell_quoted(std::string_view word) {
    if (has_controls(word)) return with_escapes(word);
    if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return std::string(word);
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + shell_quoted(word);
    return out;
}

const Step* fence_before(const Plan& plan, std::string_view fault_step) {
    const auto& steps = plan.steps;
    const Step* fault = find_step(plan, fault_step);
    const bool promotes = std::any_of(steps.begin(), steps.end(),
                                      [](const auto& step) { return step.point_of_no_return; });
    if (fault == nullptr || !promotes) return nullptr;
    const Step* first = nullptr;
    for (const Step& step : steps) {
        const auto* fence = std::get_if<Fence>(&step.action);
        if (fence == nullptr || step.host != fault->host) continue;
        if (can_be_armed(fence->kind)) return &step;
        if (first == nullptr) first = &step;
    }
    return first;
}

std::string revert_command(std::string_view state) {
    std::string out = "firedrill-agent revert --all --offline";
    if (!state.empty() && state != usual_state) out += " --state " + shell_quoted(state);
    return out;
}

std::vector<std::string> commands_to_mend(const Plan& plan, const Step& step,
                                          const Parameters& found, std::string_view state) {
    const auto* fault = std::get_if<Fault>(&step.action);
    if (fault == nullptr) return {};
    if (reverts_by_itself(fault->kind) && fence_before(plan, step.id) != nullptr)
        return {revert_command(state)};
    Lines out;
    for (const Action& action : step.undo)
        for (std::string& line : lines_of(action, found)) out.push_back(std::move(line));
    if (!out.empty()) return out;
    return lines_of(Revert{.fault = step.id, .kind = fault->kind, .with = fault->with}, found);
}

std::vector<std::string> commands_to_release(std::string_view kind, const Parameters& with,
                                             const Parameters& found) {
    if (kind == "postgresql") return without_signal(parameter(with, "data"));
    if (kind == "address") return give_address_back(with, found);
    if (kind == "port") return line_with("nft delete table inet", found, "table");
    if (kind == "storage") return mount_again(parameter(with, "mount"), found);
    if (kind != "command") return {};
    const std::string words = line_of_words(parameter(with, "release"));
    return words.empty() ? Lines{} : Lines{words};
}

}  // namespace firedrill::plan
