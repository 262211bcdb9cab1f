// The url of a MariaDB service, in words as its clients' option files have them.
#include "agents/probe/mariadb_connection.hpp"
#include "agents/resident/secret.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>

namespace firedrill::probe {

namespace {

using Words = std::map<std::string, std::string>;

Result<Words> read_words(const std::string& url) {
    Words out{{"host", ""},     {"port", "3306"}, {"user", ""},
              {"database", ""}, {"socket", ""},   {"target_session_attrs", "any"}};
    std::istringstream words(url);
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        const auto known = out.find(word.substr(0, equals));
        if (equals == std::string::npos || known == out.end())
            return fail(Errc::invalid_input, fmt::format("\"{}\" is not understood", word),
                        "write host=HOST[,HOST] port=NUMBER user=NAME database=NAME, or "
                        "socket=PATH instead of host and port");
        known->second = word.substr(equals + 1);
    }
    return out;
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream parts(text);
    for (std::string part; std::getline(parts, part, ',');) out.push_back(part);
    return out;
}

}  // namespace

Result<MariadbService> mariadb_service(const plan::Connection& connection, Language language) {
    DRILL_TRY(words, read_words(connection.url));
    MariadbService out{.places = {},
                       .socket = words["socket"],
                       .user = words["user"],
                       .database = words["database"],
                       .password_file = resident::expand_home(connection.password_file),
                       .tls = connection.tls,
                       .read_write = words["target_session_attrs"] == "read-write",
                       .language = language};
    if (!out.read_write && words["target_session_attrs"] != "any")
        return fail(Errc::invalid_input, "target_session_attrs is any or read-write");
    if (!out.socket.empty()) {
        out.places = {{.host = out.socket, .port = "0"}};
        return out;
    }
    const auto hosts = split(words["host"]), ports = split(words["port"]);
    if (hosts.empty()) return fail(Errc::invalid_input, "the url names no host");
    if (ports.size() != 1 && ports.size() != hosts.size())
        return fail(Errc::invalid_input, "the url names as many ports as hosts, or one");
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        out.places.push_back({.host = hosts[i], .port = ports.size() == 1 ? ports[0] : ports[i]});
        DRILL_CHECK(parse_tcp(out.places.back().label()));  // the port
    }
    return out;
}

}  // namespace firedrill::probe
