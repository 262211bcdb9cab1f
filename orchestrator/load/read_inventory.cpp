// inventory.yaml
#include "orchestrator/load/lint_texts.hpp"
#include "orchestrator/load/readers.hpp"

namespace firedrill::load {

namespace {

using model::both;

void read_transport(Fields& connect, model::Host& host) {
    const auto via = connect.choice("via", {"local", "ssh", "tls"});
    if (!via.empty()) host.via = via.text;
    if (host.via == "tls")
        connect.error(via.place, both(lint_texts::transport_later, host.via),
                      both(lint_texts::transport_later_remedy));
    host.address = connect.word("address");
    host.port = static_cast<int>(connect.integer("port", 1, 65'535).value_or(model::ssh_port));
    host.user = connect.word("user").text;
    host.jump = connect.words("jump");
    host.identity = connect.word("identity");
    host.known_hosts = connect.word("known_hosts");
    host.programs = connect.word("programs");
    host.state = connect.word("state");
    host.socket = connect.word("socket");
}

void read_host(Fields& in, model::Inventory& out) {
    model::Host host;
    host.id = in.needed_id("id");
    host.title = in.text("title");
    host.site = in.id("site");
    host.roles = in.strings("roles");
    in.sub("connect", [&](Fields& connect) { read_transport(connect, host); });
    host.vars = in.word_map("vars");
    in.sub("watch", [&](Fields& watch) {
        host.watch_files = watch.words("files");
        host.watch_processes = watch.words("processes");
    });
    out.hosts.push_back(std::move(host));
}

void read_connection(const model::Word& id, Fields& in, model::Inventory& out) {
    model::Connection connection{.id = id};
    connection.kind = in.needed_choice("kind", {"postgresql", "tcp"}).text;
    connection.url = in.needed_word("url");
    in.sub("password", [&](Fields& password) {
        password.need("secret");
        password.sub("secret", [&](Fields& secret) {
            connection.password_file = secret.needed_word("file");
        });
    });
    if (connection.url.text.find("password=") != std::string::npos)
        in.error(connection.url.place, both(lint_texts::password_in_url),
                 both(lint_texts::password_in_url_remedy));
    out.connections.push_back(std::move(connection));
}

}  // namespace

void read_inventory(Fields& file, model::Inventory& out) {
    file.later("from_ansible");
    file.each("sites", [&](Fields& site) {
        out.sites.push_back(
            {.id = site.needed_id("id"),
             .kind = site.needed_choice("kind", {"primary", "same_city", "remote", "office",
                                                 "command_centre", "remote_work"})
                         .text,
             .title = site.text("title")});
    });
    file.each("hosts", [&](Fields& host) { read_host(host, out); });
    file.entries("connections", [&](const model::Word& id, Fields& connection) {
        read_connection(id, connection, out);
    });
}

}  // namespace firedrill::load
