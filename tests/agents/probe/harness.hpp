// A ProbePerformer at work in a thread of its own, so that a test can break servers meanwhile.
#pragma once

#include "agents/probe/probe_performer.hpp"
#include "agents/resident/clock.hpp"
#include "core/measure/outage.hpp"
#include "core/measure/writes.hpp"
#include "tests/support/postgres.hpp"

#include <stdlib.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

namespace firedrill::test {

namespace asio = boost::asio;

using namespace std::chrono_literals;

/// Keeps a fault up for this long by the clock that measures it.
inline void lasts(Nanos length) {
    const Nanos until = resident::mono_now() + length;
    eventually([until] { return resident::mono_now() >= until; }, 60s);
}

class TempDirectory {
public:
    TempDirectory() {
        char name[] = "/var/tmp/firedrill-probe-test-XXXXXX";
        if (::mkdtemp(name) == nullptr) throw std::runtime_error("no temporary directory");
        path_ = name;
    }
    ~TempDirectory() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDirectory(const TempDirectory&) = delete;
    TempDirectory& operator=(const TempDirectory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

inline std::string file_text(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// One probe "client" of connection "ledger", I = 20 ms, R = 250 ms, W = 1 s.
inline plan::Plan plan_for(plan::Connection connection, bool write_log = false) {
    plan::Plan plan;
    plan.languages = Languages::en;
    plan::Service service;
    service.id = "orders";
    service.sustained = 1s;
    plan.services.push_back(service);
    connection.id = "ledger";
    plan.connections.push_back(std::move(connection));
    plan::Probe probe;
    probe.id = "client";
    probe.connection = "ledger";
    probe.service = "orders";
    probe.every = 20ms;
    probe.deadline = 250ms;
    if (write_log) probe.write_log = plan::WriteLog{.connections = 4, .rate = Rate{200'000}};
    plan.probes.push_back(probe);
    return plan;
}

inline plan::Connection postgresql(const std::string& url, const std::string& password_file) {
    return {.id = "", .kind = "postgresql", .url = url, .password_file = password_file};
}

class Harness {
public:
    explicit Harness(plan::Plan plan)
        : plan_(std::make_shared<plan::Plan>(std::move(plan))),
          artifacts_(*resident::ArtifactStore::open(directory_.path() + "/artifacts")),
          performer_(std::make_unique<probe::ProbePerformer>(
              resident::Setting{.executor = context_.get_executor(),
                                .host = "client1",
                                .boot = "boot-1",
                                .state = directory_.path(),
                                .scripts = true,
                                .artifacts = artifacts_})),
          guard_(context_.get_executor()),
          thread_([this] { context_.run(); }) {}

    ~Harness() {
        on_loop([this] { performer_->end("drill-1"); });
        guard_.reset();
        thread_.join();
        performer_.reset();
    }

    std::future<AttemptReport> begin(plan::Action action, Nanos timeout = 30s) {
        resident::Job job{
            .key = {.drill = "drill-1", .step = "step"},
            .plan = plan_,
            .action = std::move(action),
            .timeout = timeout,
            .cancel = std::make_shared<resident::Cancellation>(context_.get_executor()),
            .notify = [this](wire::Message message) { note(std::move(message)); },
            .artifacts = artifacts_};
        return asio::co_spawn(context_, performer_->perform(std::move(job)), asio::use_future);
    }
    AttemptReport run(plan::Action action, Nanos timeout = 30s) {
        AttemptReport report = begin(std::move(action), timeout).get();
        INFO(report.reason);
        return report;
    }
    void start() {
        const AttemptReport report = run(plan::StartProbe{"client"});
        INFO(report.reason);
        REQUIRE(report.outcome == Outcome::succeeded);
    }
    AttemptReport stop() { return run(plan::StopProbe{.probe = "client"}); }

    std::string artifact(const AttemptReport& report, const std::string& name) const {
        for (const Artifact& artifact : report.artifacts)
            if (artifact.name == name)
                return file_text(directory_.path() + "/artifacts/" + artifact.sha256);
        FAIL("no artifact " + name);
        return "";
    }
    measure::SampleFile samples(const AttemptReport& report) const {
        return *measure::read_samples(artifact(report, "samples-client.csv"));
    }
    template <class Work>
    void on_loop(Work work) {
        asio::post(context_, asio::use_future(std::move(work))).get();
    }
    std::vector<wire::Message> told() const {
        const std::scoped_lock lock(mutex_);
        return told_;
    }
    const std::string& directory() const { return directory_.path(); }
    probe::ProbePerformer& performer() { return *performer_; }

private:
    void note(wire::Message message) {
        const std::scoped_lock lock(mutex_);
        told_.push_back(std::move(message));
    }
    TempDirectory directory_;
    std::shared_ptr<plan::Plan> plan_;
    asio::io_context context_{1};
    resident::ArtifactStore artifacts_;
    mutable std::mutex mutex_;
    std::vector<wire::Message> told_;
    std::unique_ptr<probe::ProbePerformer> performer_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    std::thread thread_;
};

}  // namespace firedrill::test
