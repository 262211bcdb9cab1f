// inventory.yaml
#include "orchestrator/load/ansible.hpp"
#include "orchestrator/load/readers.hpp"

#include <algorithm>
#include <set>

namespace firedrill::load {

namespace {

/// What is written wins over what was there.
template <class T>
void put(T& to, T written) {
    if (!written.empty()) to = std::move(written);
}

void read_transport(Fields& connect, model::Host& host) {
    put(host.via, connect.choice("via", {"local", "ssh", "tls"}).text);
    put(host.address, connect.word("address"));
    host.port = static_cast<int>(connect.integer("port", 1, 65'535).value_or(host.port));
    put(host.user, connect.word("user").text);
    put(host.jump, connect.words("jump"));
    put(host.identity, connect.word("identity"));
    put(host.known_hosts, connect.word("known_hosts"));
    put(host.programs, connect.word("programs"));
    put(host.state, connect.word("state"));
    put(host.socket, connect.word("socket"));
}

/// A host that came from elsewhere is added to; else it is a new one.
model::Host& host_to_write(const model::Word& id, model::Inventory& out,
                           std::set<std::string>& written) {
    const bool first = written.insert(id.text).second;
    if (first && !id.empty())
        for (auto& host : out.hosts)
            if (host.id.text == id.text) return host;
    out.hosts.push_back({.id = id});
    return out.hosts.back();
}

void read_host(Fields& in, model::Inventory& out, std::set<std::string>& written) {
    model::Host& host = host_to_write(in.needed_id("id"), out, written);
    put(host.title, in.text("title"));
    put(host.site, in.id("site"));
    for (auto& role : in.strings("roles"))
        if (std::ranges::find(host.roles, role) == host.roles.end())
            host.roles.push_back(std::move(role));
    in.sub("connect", [&](Fields& connect) { read_transport(connect, host); });
    for (auto& [name, word] : in.word_map("vars")) host.vars[name] = std::move(word);
    in.sub("watch", [&](Fields& watch) {
        host.watch_files = watch.words("files");
        host.watch_processes = watch.words("processes");
    });
}

}  // namespace

void read_inventory(Fields& file, model::Inventory& out, Sources& sources) {
    file.each("sites", [&](Fields& site) {
        out.sites.push_back(
            {.id = site.needed_id("id"),
             .kind = site.needed_choice("kind", {"primary", "same_city", "remote", "office",
                                                 "command_centre", "remote_work"})
                         .text,
             .title = site.text("title")});
    });
    ansible::read(file, out, sources);
    std::set<std::string> written;
    file.each("hosts", [&](Fields& host) { read_host(host, out, written); });
    file.entries("connections", [&](const model::Word& id, Fields& connection) {
        out.connections.push_back(read_connection(id, connection));
    });
}

}  // namespace firedrill::load
