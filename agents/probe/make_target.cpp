#include "agents/probe/make_target.hpp"

#include "agents/probe/dns_session.hpp"
#include "agents/probe/http_session.hpp"
#include "agents/probe/mariadb_session.hpp"
#include "agents/probe/pg_session.hpp"
#include "agents/probe/pooled_target.hpp"
#include "agents/probe/redis_session.hpp"
#include "agents/probe/script_session.hpp"
#include "agents/probe/texts.hpp"

namespace firedrill::probe {

namespace {

using Made = Result<std::unique_ptr<Target>>;

/// What the sessions of a connection share is read once, and lives as long as they do.
template <class Session, class Service>
Made pooled(const asio::any_io_executor& executor, Result<Service> service, Nanos deadline) {
    if (!service) return service.error();
    auto shared = std::make_shared<const Service>(std::move(*service));
    constexpr bool keeps = !std::is_base_of_v<ShortSession, Session>;
    return std::make_unique<PooledTarget>(
        executor, [executor, shared] { return std::make_unique<Session>(executor, shared); },
        PoolSettings{.deadline = deadline, .keeps = keeps});
}

Made postgresql(const asio::any_io_executor& executor, const plan::Connection& connection,
                const TargetSettings& settings) {
    DRILL_TRY(service, parse_service(connection));
    return std::make_unique<PooledTarget>(
        executor,
        [executor, service, language = settings.language] {
            return std::make_unique<PgSession>(executor, service, language);
        },
        PoolSettings{.deadline = settings.deadline});
}

}  // namespace

Made make_target(const asio::any_io_executor& executor, const plan::Connection& connection,
                 const TargetSettings& settings) {
    const Language language = settings.language;
    const std::string& kind = connection.kind;
    const auto of = [&]<class Session>(auto service) {
        return pooled<Session>(executor, std::move(service), settings.deadline);
    };
    if (kind == "postgresql") return postgresql(executor, connection, settings);
    if (kind == "http") return of.operator()<HttpSession>(http_service(connection, language));
    if (kind == "dns") return of.operator()<DnsSession>(dns_service(connection, language));
    if (kind == "redis") return of.operator()<RedisSession>(redis_service(connection, language));
    if (kind == "script" || kind == "tcp")
        return of.operator()<ScriptSession>(script_service(connection, language));
    if (kind == "mariadb")
        return of.operator()<MariadbSession>(mariadb_service(connection, language));
    if (kind == "command")
        return of.operator()<CommandSession>(
            command_service(connection, settings.commands, language));
    return fail(Errc::invalid_input, say(language, text::kind_not_probed, connection.id, kind));
}

}  // namespace firedrill::probe
