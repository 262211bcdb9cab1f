#include "orchestrator/links/ssh_way.hpp"

#include "orchestrator/links/lab_place.hpp"

#include <fmt/ranges.h>

#include <cstdlib>
#include <vector>

namespace firedrill::links {

namespace {

std::string at_home(const std::string& path) {
    const char* home = std::getenv("HOME");
    return path.starts_with("~/") && home != nullptr ? home + path.substr(1) : path;
}

}  // namespace

SshTarget ssh_target(const plan::Host& host) {
    const plan::Ssh& ssh = *host.ssh;
    SshTarget target{.known_hosts = at_home(ssh.known_hosts)};
    for (const auto& jump : ssh.jump)
        target.hops.push_back({.address = jump.address,
                               .port = jump.port,
                               .user = jump.user,
                               .identity = at_home(ssh.identity)});
    target.hops.push_back({.address = host.address,
                           .port = ssh.port,
                           .user = host.user,
                           .identity = at_home(ssh.identity)});
    return target;
}

std::string installed_socket(const plan::Host& host, const FarProgram& which) {
    const bool probe = which.program == plan::Performer::probe;
    if (!host.socket.empty()) {
        if (!probe || !host.has_agent) return host.socket;
        return (std::filesystem::path(host.socket).parent_path() / "probe.sock").string();
    }
    if (which.may_start || !host.ssh) return "";
    return std::string(plan::installed_sockets) + (probe ? "/probe.sock" : "/agent.sock");
}

Result<std::string> attach_command(const plan::Host& host, const FarProgram& which) {
    std::vector<std::string> words{host.ssh->programs + "/" + program_name(which.program),
                                   "attach"};
    std::string socket = installed_socket(host, which);
    if (socket.empty()) {
        const LabPlace place = far_lab_place(which.store, host.id, which.program);
        socket = place.socket().string();
        words.insert(words.end(),
                     {"--start", "--host", host.id, "--state", place.directory.string()});
    }
    words.insert(words.end(), {"--socket", socket});
    for (const auto& word : words)
        if (!plan::is_plain_word(word))
            return fail(Errc::refused, "a shell on " + host.id + " would not hand on " + word,
                        "use letters, digits and ./_:=+,@%- in `socket` and `programs`");
    return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace firedrill::links
