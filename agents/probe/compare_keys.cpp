#include "agents/probe/compare_keys.hpp"

#include "agents/probe/patience.hpp"
#include "agents/probe/task.hpp"
#include "agents/probe/texts.hpp"
#include "agents/resident/clock.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace firedrill::probe {

namespace {

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using measure::KeyedDigest;
using Digests = std::vector<KeyedDigest>;
using Texts = std::vector<std::string>;

constexpr const char* keys_of_a_scan = "500";

/// How a value of a type is read, and whether its parts come in an order that means something.
struct Reading {
    const char* type;
    Texts before, after;    ///< the words around the key
    std::size_t group = 1;  ///< parts that belong together
    bool ordered = true;
};

const std::vector<Reading>& readings() {
    static const std::vector<Reading> all = {
        {.type = "string", .before = {"GET"}, .after = {}},
        {.type = "list", .before = {"LRANGE"}, .after = {"0", "-1"}},
        {.type = "set", .before = {"SMEMBERS"}, .after = {}, .ordered = false},
        {.type = "zset", .before = {"ZRANGE"}, .after = {"0", "-1", "WITHSCORES"}},
        {.type = "hash", .before = {"HGETALL"}, .after = {}, .group = 2, .ordered = false},
        {.type = "stream", .before = {"XRANGE"}, .after = {"-", "+"}},
        {.type = "", .before = {"DUMP"}, .after = {}}};  // of a module: as the server stores it
    return all;
}

const Reading& reading_of(const std::string& type) {
    const auto found = std::ranges::find_if(
        readings(), [&](const Reading& reading) { return type == reading.type; });
    return found == readings().end() ? readings().back() : *found;
}

/// Every text of an answer with its length, so that no two answers look alike.
void append(std::string& to, const RedisReply& reply) {
    const std::string value =
        reply.kind == RedisReply::Kind::number ? std::to_string(reply.number) : reply.text;
    to += std::to_string(value.size()) + ":" + value;
    for (const RedisReply& item : reply.items) append(to, item);
}

std::string value_text(const Reading& reading, const RedisReply& reply) {
    if (reading.ordered) {
        std::string out;
        append(out, reply);
        return out;
    }
    Texts parts;
    for (std::size_t i = 0; i + reading.group <= reply.items.size(); i += reading.group) {
        parts.emplace_back();
        for (std::size_t k = 0; k < reading.group; ++k) append(parts.back(), reply.items[i + k]);
    }
    std::ranges::sort(parts);
    return canonical(to_json(parts));
}

class Reader {
public:
    Reader(const asio::any_io_executor& executor, KeySide side, const ComparePace& pace)
        : side_(std::move(side)),
          pace_(pace),
          client_(executor, std::make_shared<const RedisService>(side_.service)),
          timer_(executor) {}

    asio::awaitable<Result<void>> connect() {
        auto connected = co_await client_.connect();
        if (!connected) co_return named(connected.error());
        co_return Result<void>();
    }

    asio::awaitable<Result<Digests>> all(std::string match) {
        Digests out;
        std::string cursor = "0";
        do {
            const Nanos began = resident::mono_now();
            DRILL_CO_TRY(page,
                         co_await ask({"SCAN", cursor, "MATCH", match, "COUNT", keys_of_a_scan}));
            if (page.items.size() != 2) co_return fail(Errc::refused, side_.id + ": no SCAN");
            cursor = page.items[0].text;
            Texts keys;
            for (const RedisReply& key : page.items[1].items) keys.push_back(key.text);
            DRILL_CO_TRY(digests, co_await of(std::move(keys)));
            out.insert(out.end(), digests.begin(), digests.end());
            if (out.size() > keys_max)
                co_return fail(Errc::invalid_input, say(pace_.language, text::answers_too_long,
                                                        side_.id, match, keys_max));
            DRILL_CO_CHECK(co_await breathe(page.items[1].items.size(), began));
        } while (cursor != "0");
        // SCAN may give a key twice.
        std::ranges::sort(out, {}, &KeyedDigest::key);
        const auto twice = std::ranges::unique(out, {}, &KeyedDigest::key);
        out.erase(twice.begin(), twice.end());
        co_return out;
    }

    /// Those of them that are there.
    asio::awaitable<Result<Digests>> of(Texts keys) {
        Digests out;
        for (const std::string& key : keys) {
            DRILL_CO_CHECK(may_go_on());
            DRILL_CO_TRY(digest, co_await digest_of(key));
            if (!digest.empty()) out.push_back({.key = key, .digest = digest});
        }
        co_return out;
    }

private:
    asio::awaitable<Result<std::string>> digest_of(std::string key) {
        DRILL_CO_TRY(type, co_await ask({"TYPE", key}));
        if (type.text == "none") co_return std::string();
        const Reading& reading = reading_of(type.text);
        Texts words = reading.before;
        words.push_back(key);
        words.insert(words.end(), reading.after.begin(), reading.after.end());
        DRILL_CO_TRY(value, co_await ask(std::move(words)));
        DRILL_CO_TRY(left, co_await ask({"PTTL", key}));
        if (left.number == -2) co_return std::string();  // it went meanwhile
        const std::string expires = left.number < 0 ? "stays " : "expires ";
        co_return xxh3_128_hex(type.text + " " + expires + value_text(reading, value));
    }

    asio::awaitable<Result<RedisReply>> ask(Texts words) {
        auto reply = co_await client_.command(std::move(words), silence_max);
        if (!reply) co_return named(reply.error());
        if (reply->kind == RedisReply::Kind::error)
            co_return fail(Errc::io, side_.id + ": " + reply->text);
        co_return reply;
    }

    asio::awaitable<Result<void>> breathe(std::size_t keys, Nanos began) {
        if (!pace_.rate) co_return Result<void>();
        const Nanos next = began + pace_.rate->period() * static_cast<std::int64_t>(keys);
        while (resident::mono_now() < next) {
            DRILL_CO_CHECK(may_go_on());
            co_await pause(timer_, std::min<Nanos>(next - resident::mono_now(), 200ms));
        }
        co_return Result<void>();
    }

    Result<void> may_go_on() const {
        if (pace_.cancel->requested())
            return fail(Errc::busy, say(pace_.language, text::comparison_ended, side_.id));
        if (resident::mono_now() >= pace_.until)
            return fail(Errc::timeout, say(pace_.language, text::keys_unfinished, side_.id));
        return {};
    }

    Error named(const Error& error) const {
        return fail(error.code, side_.id + ": " + error.what, error.remedy);
    }

    KeySide side_;
    const ComparePace& pace_;
    RedisClient client_;
    asio::steady_timer timer_;
};

asio::awaitable<Result<std::vector<measure::DifferentRow>>> read_again(
    Reader& first, Reader& second, const std::vector<measure::DifferentRow>& rows) {
    Texts keys;
    for (const auto& row : rows) keys.push_back(row.key);
    auto both = co_await (first.of(keys) && second.of(keys));
    auto& [one, other] = both;
    if (!one) co_return one.error();
    if (!other) co_return other.error();
    co_return measure::different_rows(*one, *other);
}

asio::awaitable<Result<void>> settle(Reader& first, Reader& second, ComparedRows& out) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    for (int round = 0; round < measure::settling_rounds && !out.rows.empty(); ++round) {
        co_await pause(timer, measure::settling_pause);
        DRILL_CO_TRY(again, co_await read_again(first, second, out.rows));
        out.rows = measure::settled(out.rows, again);
        if (measure::is_settled(out.rows)) break;
    }
    co_return Result<void>();
}

}  // namespace

asio::awaitable<Result<ComparedRows>> compare_keys(KeySide first, KeySide second, std::string match,
                                                   const ComparePace& pace) {
    const auto executor = co_await asio::this_coro::executor;
    Reader one(executor, std::move(first), pace);
    Reader other(executor, std::move(second), pace);
    DRILL_CO_CHECK(co_await one.connect());
    DRILL_CO_CHECK(co_await other.connect());
    auto both = co_await (one.all(match) && other.all(match));
    auto& [ones, others] = both;
    if (!ones) co_return ones.error();
    if (!others) co_return others.error();
    ComparedRows out;
    out.rows = measure::different_rows(*ones, *others);
    DRILL_CO_CHECK(co_await settle(one, other, out));
    out.figures = {.name = match,
                   .first = static_cast<std::int64_t>(ones->size()),
                   .second = static_cast<std::int64_t>(others->size())};
    measure::count(out.rows, out.figures);
    co_return out;
}

}  // namespace firedrill::probe
