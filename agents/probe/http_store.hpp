// HttpStore: drill writes through a service's own path, by the contract of
// docs/drill_write_contract.md, which a team implements in its service.
#pragma once

#include "agents/probe/http_exchange.hpp"
#include "agents/probe/write_store.hpp"

namespace firedrill::probe {

struct HttpWrites {
    plan::Connection connection;
    HttpUrl url;  ///< of the contract
    Destination to;
    Language language = Language::en;
};
Result<HttpWrites> http_writes(const plan::Connection& connection, Language language);

class HttpStore final : public WriteStore {
public:
    HttpStore(const asio::any_io_executor& executor, std::shared_ptr<const HttpWrites> service,
              std::string run);

    asio::awaitable<Result<void>> connect() override;
    bool healthy() override { return lasts_ && stream_->healthy(); }
    asio::awaitable<Result<void>> create(Nanos limit) override;
    asio::awaitable<Result<Accepted>> write(measure::Row row, Nanos limit) override;
    bool takes_more() const override { return takes_more_; }
    asio::awaitable<Result<measure::RowsFile>> read_back(Nanos limit) override;
    asio::awaitable<Result<void>> drop(Nanos limit) override;
    void cancel() override { stream_->cancel(); }
    void close() override;

private:
    asio::awaitable<Result<HttpAnswer>> ask(std::string method, std::string body, Nanos limit);
    asio::awaitable<Result<void>> expect_done(std::string method, Nanos limit);

    asio::any_io_executor executor_;
    std::shared_ptr<const HttpWrites> service_;
    std::string run_;
    std::unique_ptr<Stream> stream_;
    bool lasts_ = true;
    bool takes_more_ = false;
};

}  // namespace firedrill::probe
