#include "agents/probe/write_store.hpp"

#include "agents/probe/http_store.hpp"
#include "agents/probe/mariadb_store.hpp"
#include "agents/probe/pg_store.hpp"
#include "agents/probe/redis_store.hpp"
#include "agents/probe/texts.hpp"
#include "core/base/hash.hpp"

#include <fmt/format.h>

#include <charconv>

namespace firedrill::probe {

namespace {

std::string sanitised(std::string_view text, std::size_t length_max) {
    std::string out;
    for (const char c : text.substr(0, length_max)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        out += plain ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '_';
    }
    return out;
}

template <class Store, class Service>
Result<Writing> writing(const asio::any_io_executor& executor, Result<Service> service,
                        std::string place) {
    if (!service) return service.error();
    auto shared = std::make_shared<const Service>(std::move(*service));
    return Writing{.make = [executor, shared,
                            place] { return std::make_unique<Store>(executor, shared, place); },
                   .place = place};
}

}  // namespace

bool read_row(std::string_view text, char separator, measure::Row& row) {
    const char* const end = text.data() + text.size();
    const auto session = std::from_chars(text.data(), end, row.session);
    if (session.ec != std::errc{} || session.ptr == end || *session.ptr != separator) return false;
    const auto sequence = std::from_chars(session.ptr + 1, end, row.sequence);
    if (sequence.ec != std::errc{} || sequence.ptr == end || *sequence.ptr != separator)
        return false;
    row.payload.assign(sequence.ptr + 1, end);
    return true;
}

std::string write_name(const std::string& drill, const std::string& run) {
    constexpr std::size_t drill_max = 30, run_max = 14, digest = 8;
    return fmt::format("w_{}_{}_{}", sanitised(drill, drill_max), sanitised(run, run_max),
                       sha256_hex(drill + "/" + run).substr(0, digest));
}

Result<Writing> writing_for(const asio::any_io_executor& executor,
                            const plan::Connection& connection, const std::string& drill,
                            const std::string& run, Language language) {
    const std::string name = write_name(drill, run);
    if (connection.kind == "postgresql")
        return writing<PgStore>(executor, parse_service(connection), "firedrill." + name);
    if (connection.kind == "mariadb")
        return writing<MariadbStore>(executor, mariadb_service(connection, language),
                                     "firedrill_" + name);
    if (connection.kind == "redis")
        return writing<RedisStore>(executor, redis_service(connection, language),
                                   "firedrill:" + name);
    if (connection.kind == "http")
        return writing<HttpStore>(executor, http_writes(connection, language), name);
    return fail(Errc::invalid_input,
                say(language, text::kind_takes_no_writes, connection.id, connection.kind));
}

}  // namespace firedrill::probe
