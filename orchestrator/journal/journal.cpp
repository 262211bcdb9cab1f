#include "orchestrator/journal/journal.hpp"

#include "orchestrator/journal/database.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace firedrill::journal {

namespace {

/// The one statement that writes: prepared once, its row bound.
class Insertion {
public:
    explicit Insertion(soci::session& sql)
        : statement_((sql.prepare << "INSERT INTO events(stream, seq, prev, hash, body) "
                                     "VALUES(:stream, :seq, :prev, :hash, :body)",
                      soci::use(stream_), soci::use(entry_.seq), soci::use(entry_.prev),
                      soci::use(entry_.hash), soci::use(entry_.body))) {}
    void write(const std::string& stream, Entry entry) {
        stream_ = stream;
        entry_ = std::move(entry);
        statement_.execute(true);
    }

private:
    std::string stream_;
    Entry entry_;
    soci::statement statement_;  // refers to the members above
};

class Writer final : public Journal {
public:
    explicit Writer(std::unique_ptr<soci::session> sql) : sql_(std::move(sql)) {
        thread_ = std::thread([this] { run(); });
    }
    ~Writer() override {
        {
            const std::scoped_lock lock(mutex_);
            stop_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    void append(Batch batch, Done done) override {
        {
            const std::scoped_lock lock(mutex_);
            queue_.push_back({std::move(batch), std::move(done)});
        }
        wake_.notify_one();
    }

private:
    struct Job {
        Batch batch;
        Done done;
    };

    void run() {
        for (;;) {
            std::vector<Job> jobs = take();
            if (jobs.empty()) return;
            const Result<void> result = broken_ ? Result<void>(*broken_) : commit(jobs);
            if (!result && !broken_) broken_ = result.error();
            for (Job& job : jobs) job.done(result);
        }
    }

    std::vector<Job> take() {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stop_ || !queue_.empty(); });
        return std::exchange(queue_, {});
    }

    Result<void> commit(const std::vector<Job>& jobs) {
        std::map<std::string, Place> tails = tails_;
        std::optional<Error> refusal;
        DRILL_CHECK(guarded("the commit failed, so it is unknown whether it holds", [&] {
            soci::transaction transaction(*sql_);
            for (const Job& job : jobs) {
                refusal = insert(job.batch, tails);
                if (refusal) return;  // the transaction rolls back
            }
            transaction.commit();
        }));
        if (refusal) return *refusal;
        tails_ = std::move(tails);
        return {};
    }

    std::optional<Error> insert(const Batch& batch, std::map<std::string, Place>& tails) {
        const auto known = tails.find(batch.stream);
        Place& tail = known != tails.end()
                          ? known->second
                          : tails.emplace(batch.stream, load(batch.stream)).first->second;
        if (batch.first_seq != tail.seq + 1)
            return fail(
                Errc::busy,
                fmt::format("journal: stream {} is at record {}, not {}: somebody else wrote",
                            batch.stream, tail.seq, batch.first_seq - 1));
        if (!insertion_) insertion_ = std::make_unique<Insertion>(*sql_);
        for (const std::string& body : batch.bodies) {
            const std::int64_t seq = tail.seq + 1;
            std::string hash = chain_hash(tail.hash, batch.stream, seq, body);
            insertion_->write(batch.stream,
                              {.seq = seq, .prev = tail.hash, .hash = hash, .body = body});
            tail = Place{.seq = seq, .hash = std::move(hash)};
        }
        return std::nullopt;
    }

    Place load(const std::string& stream) {
        Place tail;
        soci::indicator found = soci::i_null;
        *sql_ << "SELECT seq, hash FROM events WHERE stream = :stream ORDER BY seq DESC LIMIT 1",
            soci::use(stream), soci::into(tail.seq, found), soci::into(tail.hash);
        return found == soci::i_ok && sql_->got_data() ? tail : Place{};
    }

    std::unique_ptr<soci::session> sql_;    // the thread's
    std::unique_ptr<Insertion> insertion_;  // the thread's; ends before the session
    std::map<std::string, Place> tails_;    // the thread's
    std::optional<Error> broken_;           // the thread's
    std::mutex mutex_;
    std::condition_variable wake_;
    std::vector<Job> queue_;
    bool stop_ = false;
    std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& file) {
    DRILL_TRY(sql, open_for_writing(file));
    return std::unique_ptr<Journal>(std::make_unique<Writer>(std::move(sql)));
}

Result<void> Journal::append_now(Batch batch) {
    std::promise<Result<void>> promise;
    append(std::move(batch), [&](Result<void> result) { promise.set_value(std::move(result)); });
    return promise.get_future().get();
}

}  // namespace firedrill::journal
