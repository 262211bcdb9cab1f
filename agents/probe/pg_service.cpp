#include "agents/probe/pg_service.hpp"

#include "agents/resident/secret.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <boost/asio/ip/address.hpp>

#include <charconv>
#include <memory>

namespace firedrill::probe {

namespace {

using Options = std::map<std::string, std::string>;

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts{""};
    for (const char c : text) {
        if (c == ',') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

Result<Options> read_options(const std::string& url) {
    char* complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parsed(
        PQconninfoParse(url.c_str(), &complaint), &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> owned(complaint, &PQfreemem);
    if (!parsed)
        return fail(Errc::invalid_input,
                    fmt::format("connection string: {}", complaint ? complaint : "out of memory"));
    Options options;
    for (const PQconninfoOption* o = parsed.get(); o->keyword != nullptr; ++o)
        if (o->val != nullptr && *o->val != '\0') options[o->keyword] = o->val;
    return options;
}

std::string take(Options& options, const std::string& key) {
    const auto found = options.find(key);
    if (found == options.end()) return {};
    std::string value = std::move(found->second);
    options.erase(found);
    return value;
}

bool is_numeric(const std::string& name) {
    boost::system::error_code ec;
    boost::asio::ip::make_address(name, ec);
    return !ec;
}

/// An element of a list with one entry for all or one for each, as libpq counts them.
std::string nth(const std::vector<std::string>& list, std::size_t i) {
    return list.size() == 1 ? list.front() : i < list.size() ? list[i] : std::string();
}

std::vector<PgHost> take_hosts(Options& options) {
    const std::vector<std::string> names = split(take(options, "host"));
    const std::vector<std::string> addresses = split(take(options, "hostaddr"));
    const std::vector<std::string> ports = split(take(options, "port"));
    std::vector<PgHost> hosts(std::max(names.size(), addresses.size()));
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        PgHost& host = hosts[i];
        host.name = nth(names, i);
        host.address = nth(addresses, i);
        host.port = nth(ports, i).empty() ? "5432" : nth(ports, i);
        if (host.name.empty() && host.address.empty()) host.name = "/var/run/postgresql";
        if (host.address.empty() && is_numeric(host.name)) host.address = host.name;
        if (host.name.empty()) host.name = host.address;
    }
    return hosts;
}

/// A dead path must not hold a client for the kernel's quarter of an hour.
void add_defaults(Options& options) {
    const std::pair<const char*, const char*> defaults[] = {
        {"application_name", "firedrill"}, {"keepalives", "1"},       {"keepalives_idle", "1"},
        {"keepalives_interval", "1"},      {"keepalives_count", "3"}, {"tcp_user_timeout", "3000"},
    };
    for (const auto& [key, value] : defaults) options.try_emplace(key, value);
}

Nanos host_timeout(const std::string& connect_timeout) {
    int seconds = 0;
    std::from_chars(connect_timeout.data(), connect_timeout.data() + connect_timeout.size(),
                    seconds);
    return std::chrono::seconds(seconds > 0 ? seconds : 2);
}

}  // namespace

std::string PgHost::label() const {
    return (name.empty() ? address : name) + ":" + port;
}

Result<PgService> parse_service(const plan::Connection& connection) {
    DRILL_TRY(options, read_options(connection.url));
    if (options.contains("password"))
        return fail(Errc::invalid_input,
                    fmt::format("connection {}: a password stands in the url", connection.id),
                    "put it into a file and name the file: password: {secret: {file: …}}");
    PgService service;
    service.host_timeout = host_timeout(take(options, "connect_timeout"));
    service.hosts = take_hosts(options);
    if (!options.contains("dbname"))
        options["dbname"] = options.contains("user") ? options["user"] : "postgres";
    add_defaults(options);
    service.password_file = resident::expand_home(connection.password_file);
    service.options = std::move(options);
    return service;
}

PgService only_host(const PgService& service, const PgHost& host) {
    PgService one = service;
    one.hosts = {host};
    one.options.erase("target_session_attrs");
    return one;
}

}  // namespace firedrill::probe
