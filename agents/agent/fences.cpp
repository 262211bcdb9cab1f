#include "agents/agent/fences.hpp"

#include "agents/agent/fence_address.hpp"
#include "agents/agent/fence_command.hpp"
#include "agents/agent/fence_port.hpp"
#include "agents/agent/fence_postgresql.hpp"
#include "agents/agent/fence_storage.hpp"
#include "agents/agent/run_step.hpp"
#include "agents/agent/texts.hpp"
#include "agents/resident/clock.hpp"
#include "agents/resident/files.hpp"
#include "core/base/json.hpp"
#include "core/plan/fault_kinds.hpp"
#include "core/plan/partition.hpp"

#include <boost/json/value.hpp>

#include <unistd.h>

namespace firedrill::agent::fences {

namespace {

postgresql::FenceOrder to_postgresql(const Order& order) {
    const auto data = order.with.find("data");
    return {.data = data == order.with.end() ? std::string() : data->second,
            .name = order.drill + "/" + order.step,
            .timeout = order.timeout,
            .language = order.language};
}

std::string directory_of(const Order& order) {
    return order.state + "/fences";
}

std::string note_path(const Order& order) {
    return directory_of(order) + "/" + plan::fence_table(order.drill, order.kind, order.with);
}

}  // namespace

Result<void> check(const std::string& kind, const plan::Parameters& with, Language language) {
    DRILL_CHECK(plan::check_parameters(kind, with, language));
    if (kind == "postgresql") return {};
    if (kind == "address") return address::check(language);
    if (kind == "port") return port::check(language);
    if (kind == "storage") return storage::check(with, language);
    if (kind == "command") return command::check(with, language);
    return fail(Errc::refused, say(language, text::unknown_fence, kind));
}

asio::awaitable<AttemptReport> fence(Order order) {
    if (auto good = check(order.kind, order.with, order.language); !good)
        co_return not_begun(good.error().what);
    if (order.kind == "address") co_return co_await address::fence(std::move(order));
    if (order.kind == "port") co_return co_await port::fence(std::move(order));
    if (order.kind == "storage") co_return co_await storage::fence(std::move(order));
    if (order.kind == "command") co_return co_await command::fence(std::move(order));
    co_return co_await postgresql::fence(to_postgresql(order));
}

asio::awaitable<AttemptReport> release(Order order) {
    if (auto good = check(order.kind, order.with, order.language); !good)
        co_return not_begun(good.error().what);
    if (order.kind == "address") co_return co_await address::release(std::move(order));
    if (order.kind == "port") co_return co_await port::release(std::move(order));
    if (order.kind == "storage") co_return co_await storage::release(std::move(order));
    if (order.kind == "command") co_return co_await command::release(std::move(order));
    co_return postgresql::release(to_postgresql(order));
}

Result<std::optional<plan::Parameters>> read_note(const Order& order) {
    using Note = std::optional<plan::Parameters>;
    constexpr std::size_t bytes_max = std::size_t{1} << 20U;
    const std::string path = note_path(order);
    if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return Note{};
    DRILL_TRY(bytes, resident::read_file(path, bytes_max));
    DRILL_TRY(value, parse_json(bytes));
    DRILL_TRY(note, from_json<plan::Parameters>(value));
    return Note{std::move(note)};
}

Result<plan::Parameters> noted(const Order& order, const plan::Parameters& note) {
    DRILL_TRY(there, read_note(order));
    if (is_ours(there)) return std::move(*there);
    DRILL_CHECK(resident::make_directory(directory_of(order), 0700));
    DRILL_CHECK(resident::write_file_durably(note_path(order), canonical(to_json(note)), 0600));
    DRILL_CHECK(resident::sync_directory(order.state));
    return note;
}

bool is_ours(const std::optional<plan::Parameters>& note) {
    const auto ours = note ? note->find("ours") : plan::Parameters::const_iterator{};
    return note && ours != note->end() && ours->second == "true";
}

void remove_note(const Order& order) {
    ::unlink(note_path(order).c_str());
    (void)resident::sync_directory(directory_of(order));  // a note too much does no harm
}

AttemptReport succeeded(AttemptReport report) {
    report.ended = resident::mono_now();
    report.effect = {report.started, report.ended};
    report.outcome = Outcome::succeeded;
    return report;
}

AttemptReport failed(AttemptReport report, std::string reason) {
    report = succeeded(std::move(report));
    report.outcome = Outcome::failed;
    report.reason = std::move(reason);
    return report;
}

AttemptReport unclear(AttemptReport report, std::string reason) {
    report = failed(std::move(report), std::move(reason));
    report.outcome = Outcome::unknown;
    return report;
}

}  // namespace firedrill::agent::fences
