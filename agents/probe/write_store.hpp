// WriteStore: where drill writes go in one kind of database, over one session of a client.
//
// What it needs there is created at the start, belongs to one run of one probe, and is gone after
// drop(). A write that came twice must be visible, and one that was refused must be absent.
// After close() it may connect again. One thread; one call at a time; cancel() at any moment.
#pragma once

#include "core/base/result.hpp"
#include "core/base/text.hpp"
#include "core/base/time.hpp"
#include "core/measure/writes.hpp"
#include "core/plan/connection.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace firedrill::probe {

namespace asio = boost::asio;

enum class Accepted {
    plainly,
    with_warning,  ///< the server says that it may not be replicated
};

class WriteStore {
public:
    virtual ~WriteStore() = default;

    /// As clients connect, in the time that clients give.
    virtual asio::awaitable<Result<void>> connect() = 0;
    /// Nothing says that the server has closed it. Costs a system call.
    virtual bool healthy() = 0;

    /// Succeeds where it is there already.
    virtual asio::awaitable<Result<void>> create(Nanos limit) = 0;
    /// Errors: io, the server said no; after any other nobody knows whether it happened.
    virtual asio::awaitable<Result<Accepted>> write(measure::Row row, Nanos limit) = 0;
    /// After an error of write(): this server takes writes of this session still.
    virtual bool takes_more() const = 0;
    /// Everything, as of one moment, from a server that takes writes: else refused. Nobody writes
    /// meanwhile.
    virtual asio::awaitable<Result<measure::RowsFile>> read_back(Nanos limit) = 0;
    /// Succeeds when it is gone, whoever removed it.
    virtual asio::awaitable<Result<void>> drop(Nanos limit) = 0;

    virtual void cancel() = 0;
    virtual void close() = 0;
};

/// How a run of a probe writes.
struct Writing {
    std::function<std::unique_ptr<WriteStore>()> make;
    std::string place;  ///< "firedrill.w_…": for people
};

/// invalid_input where this kind of connection takes none. Nothing is sent yet.
Result<Writing> writing_for(const asio::any_io_executor& executor,
                            const plan::Connection& connection, const std::string& drill,
                            const std::string& run, Language language);

/// "12:34:payload" with its separator; false if it is not ours.
bool read_row(std::string_view text, char separator, measure::Row& row);

/// "w_<drill>_<run>_<digest of both>": unique for a run of a probe, at most 63 bytes of a-z 0-9 _.
std::string write_name(const std::string& drill, const std::string& run);

}  // namespace firedrill::probe
