// The url of a MariaDB service, in words as its clients' option files have them.
#include "agents/probe/mariadb_session.hpp"
#include "agents/resident/secret.hpp"

#include <fmt/format.h>

#include <map>
#include <sstream>

namespace firedrill::probe {

namespace {

using Words = std::map<std::string, std::string>;

Result<Words> read_words(const std::string& url) {
    Words out{{"host", ""}, {"port", "3306"}, {"user", ""}, {"database", ""}, {"socket", ""}};
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

}  // namespace

Result<MariadbService> mariadb_service(const plan::Connection& connection, Language language) {
    DRILL_TRY(words, read_words(connection.url));
    MariadbService out{.places = {},
                       .socket = words["socket"],
                       .user = words["user"],
                       .database = words["database"],
                       .password_file = resident::expand_home(connection.password_file),
                       .tls = connection.tls,
                       .language = language};
    if (!out.socket.empty()) {
        out.places = {{.host = out.socket, .port = "0"}};
        return out;
    }
    std::istringstream hosts(words["host"]);
    for (std::string host; std::getline(hosts, host, ',');)
        out.places.push_back({.host = host, .port = words["port"]});
    if (out.places.empty()) return fail(Errc::invalid_input, "the url names no host");
    DRILL_CHECK(parse_tcp(out.places.front().label()));  // the port
    return out;
}

}  // namespace firedrill::probe
