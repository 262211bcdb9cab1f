#include "tests/support/rig.hpp"

#include "orchestrator/links/lab_place.hpp"

#include <poll.h>
#include <signal.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>

namespace firedrill {

namespace {

using Undertaking = std::variant<engine::Start, engine::Resume, engine::Recover>;

/// What the journal holds of a drill that is taken over. A recovery reads it all by itself.
std::vector<drill::Record> earlier(const journal::Store& store, const Undertaking& what) {
    const auto* resume = std::get_if<engine::Resume>(&what);
    if (resume == nullptr) return {};
    auto log = journal::read_drill(store, resume->drill);
    return log ? std::move(log->records) : std::vector<drill::Record>{};
}

Task<void> drive(engine::Engine& engine, Undertaking what, Rig::During during,
                 std::optional<Result<void>>& out) {
    using namespace asio::experimental::awaitable_operators;
    Result<void> result;
    if (auto* start = std::get_if<engine::Start>(&what))
        result = co_await engine.start(std::move(*start));
    else if (auto* recover = std::get_if<engine::Recover>(&what))
        result = co_await engine.recover(std::move(*recover));
    else
        result = co_await engine.resume(std::move(std::get<engine::Resume>(what)));
    if (result && during)
        result = co_await (engine.run() && during(engine));
    else if (result)
        result = co_await engine.run();
    co_await engine.close();
    out = result;
}

/// Those whose drill a killed orchestrator never finished would wait for it for ten minutes.
void end_agents(const std::filesystem::path& root) {
    for (const auto& process : std::filesystem::directory_iterator("/proc")) {
        std::ifstream file(process.path() / "cmdline");
        const std::string words{std::istreambuf_iterator<char>(file), {}};
        if (words.find(root.string() + "/") != std::string::npos)
            ::kill(std::stoi(process.path().filename()), SIGTERM);
    }
}

bool any_socket(const std::filesystem::path& root) {
    std::error_code ec;
    for (const auto& host : std::filesystem::directory_iterator(root, ec))
        if (std::filesystem::exists(host.path() / "agent" / "sock", ec)) return true;
    return false;
}

}  // namespace

Rig::Ran Rig::run(Undertaking what, During during) {
    asio::io_context io(1);
    engine::Engine engine(io.get_executor(), {.store = store_,
                                              .programs = DRILL_BINARY_DIR,
                                              .version = "0.1.0",
                                              .snapshot_every = snapshot_every});
    std::vector<drill::Record> records = earlier(store_, what);
    std::optional<Result<void>> result;
    asio::co_spawn(io, drive(engine, std::move(what), std::move(during), result),
                   [](const std::exception_ptr& error) {
                       if (error) std::rethrow_exception(error);
                   });
    io.run();
    records.insert(records.end(), engine.records().begin(), engine.records().end());
    return {*result, engine.drill(), std::move(records)};
}

/// Agents of a lab end themselves when the drill is over; then their directory can go.
void Rig::wait_for_agents() const {
    const auto root = links::lab_place(store_.directory, "x", plan::Performer::agent)
                          .directory.parent_path()
                          .parent_path();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{8};
    std::error_code ec;
    while (any_socket(root) && std::chrono::steady_clock::now() < deadline) ::poll(nullptr, 0, 20);
    end_agents(root);
    std::filesystem::remove_all(root, ec);
}

}  // namespace firedrill
