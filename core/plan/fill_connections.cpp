#include "core/plan/fill_connections.hpp"

#include "core/plan/placeholders.hpp"

namespace firedrill::plan {

namespace {

class Filler {
public:
    Filler(const model::Workspace& workspace, Problems& problems)
        : placeholders_(workspace, problems) {}

    Connection connection(const model::Connection& from) {
        Connection to{.id = from.id.text,
                      .kind = from.kind,
                      .url = text(from.url),
                      .user = text(from.user),
                      .password_file = text(from.password_file),
                      .run = texts(from.run)};
        if (from.tls) to.tls = Tls{.ca = text(from.tls_ca), .name = text(from.tls_name)};
        if (from.kind == "http") to.http = http(from);
        if (from.kind == "dns")
            to.dns = DnsQuestion{
                .name = text(from.question), .type = from.type, .answers = texts(from.answers)};
        if (from.kind == "redis")
            to.redis = Redis{.database = from.database, .master = text(from.sentinel_master)};
        for (const auto& line : from.dialog)
            to.dialog.push_back({.send = text(line.send), .expect = text(line.expect)});
        return to;
    }

private:
    Http http(const model::Connection& from) {
        return {.request = {.method = from.method,
                            .headers = placeholders_.resolve(from.headers, {}),
                            .body = text(from.body)},
                .expect = {.status = from.status,
                           .body = text(from.expect_body),
                           .json = placeholders_.resolve(from.expect_json, {})},
                .writes = text(from.writes)};
    }

    std::string text(const model::Word& word) { return placeholders_.resolve(word, {}); }

    std::vector<std::string> texts(const model::Words& words) {
        std::vector<std::string> out;
        for (const auto& word : words) out.push_back(text(word));
        return out;
    }

    Placeholders placeholders_;
};

}  // namespace

void fill_connections(const model::Workspace& workspace, Plan& plan, Problems& problems) {
    Filler filler(workspace, problems);
    for (const auto& from : workspace.inventory.connections)
        plan.connections.push_back(filler.connection(from));
}

}  // namespace firedrill::plan
