// Messages between the orchestrator and a resident program (agent or probe) on a host.
//
// A frame is 4 bytes length (big endian), 8 bytes checksum and that many bytes of JSON
// (docs/wire_protocol.md). The schema is fixed: an unknown type is refused, unknown members are
// ignored. Plain values.
#pragma once

#include "core/base/attempt.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/wire/receipts.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firedrill::wire {

inline constexpr int protocol_version = 1;
inline constexpr std::size_t frame_bytes_max = 4U << 20U;
/// Before Welcome both sides accept only this much.
inline constexpr std::size_t greeting_bytes_max = 64U << 10U;

// From the orchestrator -------------------------------------------------------------------------

struct Hello {
    static constexpr std::string_view tag = "hello";
    int protocol_min = protocol_version;
    int protocol_max = protocol_version;
    std::string host;  ///< the name by which the inventory knows the peer
    std::string version;
};
BOOST_DESCRIBE_STRUCT(Hello, (), (protocol_min, protocol_max, host, version))

struct ClockPing {
    static constexpr std::string_view tag = "clock_ping";
    std::int64_t id = 0;
};
BOOST_DESCRIBE_STRUCT(ClockPing, (), (id))

/// The whole canonical plan; the peer checks the hash and keeps it.
struct OfferPlan {
    static constexpr std::string_view tag = "offer_plan";
    std::string drill;
    std::string hash;
    std::string bytes;
    std::int64_t epoch = 1;
    /// Which start of the drill: a store that was lost may give the same id again. `not_started`
    /// before the journal has the drill; empty: the orchestrator does not say (older ones).
    std::string started;
    static constexpr std::string_view not_started = "not started";
    /// Signatures under the plan, each as the signer's file has it (core/plan/approval.hpp).
    std::optional<std::vector<std::string>> approvals;
};
BOOST_DESCRIBE_STRUCT(OfferPlan, (), (drill, hash, bytes, epoch, started, approvals))

/// Perform this part of this step of the plan. Names a step, never a command.
struct Execute {
    static constexpr std::string_view tag = "execute";
    AttemptKey key;
    std::int64_t epoch = 1;
    std::map<std::string, std::string> values;  ///< "steps.ID.output" -> text, for one argument
    int closes = 0;  ///< attempts of part act up to this number never begin any more
};
BOOST_DESCRIBE_STRUCT(Execute, (), (key, epoch, values, closes))

struct Query {
    static constexpr std::string_view tag = "query";
    AttemptKey key;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(Query, (), (key, epoch))

struct Cancel {
    static constexpr std::string_view tag = "cancel";
    AttemptKey key;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(Cancel, (), (key, epoch))

/// Heartbeat: keeps leased faults and a running probe alive. Answered with Renewed.
struct Renew {
    static constexpr std::string_view tag = "renew";
    std::string drill;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(Renew, (), (drill, epoch))

struct AskStatus {
    static constexpr std::string_view tag = "ask_status";
};
BOOST_DESCRIBE_STRUCT(AskStatus, (), ())

/// Which drills are kept here, as an overview; of the named one also every attempt, or (`plan`)
/// the plan itself. Changes nothing and needs no epoch: an orchestrator whose store was lost, or
/// was restored, asks before it says anything. Older programs do not know `receipts` and answer
/// without them.
struct AskDrills {
    static constexpr std::string_view tag = "ask_drills";
    std::string drill;
    bool plan = false;
    std::optional<ReceiptsWanted> receipts;
};
BOOST_DESCRIBE_STRUCT(AskDrills, (), (drill, plan, receipts))

struct Fetch {
    static constexpr std::string_view tag = "fetch";
    std::string sha256;
    std::int64_t offset = 0;
};
BOOST_DESCRIBE_STRUCT(Fetch, (), (sha256, offset))

/// The drill is over for this peer: it ends its probes, and in a lab it ends itself once idle.
struct Finish {
    static constexpr std::string_view tag = "finish";
    std::string drill;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(Finish, (), (drill, epoch))

/// The orchestrator cannot go on with the drill, or somebody stops it past an orchestrator that
/// does not answer: end what runs, end the probes, mend what reverts by itself. The drill is not
/// over: its receipts are asked for later. Lower epochs are refused from now on. Answered with
/// Status.
struct StandDown {
    static constexpr std::string_view tag = "stand_down";
    std::string drill;
    std::int64_t epoch = 1;
};
BOOST_DESCRIBE_STRUCT(StandDown, (), (drill, epoch))

// From the resident program ---------------------------------------------------------------------

struct Welcome {
    static constexpr std::string_view tag = "welcome";
    int protocol = protocol_version;
    std::string program;  ///< "firedrill-agent" or "firedrill-probe"
    std::string version;
    std::string host;
    std::string boot;
    std::int64_t pid = 0;
    std::string account;  ///< the user it runs as
};
BOOST_DESCRIBE_STRUCT(Welcome, (), (protocol, program, version, host, boot, pid, account))

struct ClockPong {
    static constexpr std::string_view tag = "clock_pong";
    std::int64_t id = 0;
    Nanos t2{}, t3{};
    std::string boot;
};
BOOST_DESCRIBE_STRUCT(ClockPong, (), (id, t2, t3, boot))

struct PlanTaken {
    static constexpr std::string_view tag = "plan_taken";
    std::string drill;
    std::string hash;
};
BOOST_DESCRIBE_STRUCT(PlanTaken, (), (drill, hash))

/// The action starts, and the attempt's receipt is durable. Not sent of an attempt that changes
/// nothing: its receipt becomes durable with its end.
struct Begun {
    static constexpr std::string_view tag = "begun";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(Begun, (), (key))

/// The result is durable at the peer. Also the answer to a Query of an ended attempt; an attempt
/// that a restart of the peer cut off has outcome unknown and reason "interrupted".
struct Ended {
    static constexpr std::string_view tag = "ended";
    AttemptKey key;
    AttemptReport report;
};
BOOST_DESCRIBE_STRUCT(Ended, (), (key, report))

/// Answer to a Query: never seen, and from now on refused (tombstone).
struct NeverSeen {
    static constexpr std::string_view tag = "never_seen";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(NeverSeen, (), (key))

/// Answer to a Query: still under way; Ended will follow.
struct StillRunning {
    static constexpr std::string_view tag = "still_running";
    AttemptKey key;
};
BOOST_DESCRIBE_STRUCT(StillRunning, (), (key))

/// The peer will not do it: old epoch, unknown plan or step, policy, tombstone. Nothing happened,
/// and of an attempt refused at the present epoch nothing ever will.
struct Refused {
    static constexpr std::string_view tag = "refused";
    std::string regarding;  ///< type of the refused message
    std::optional<AttemptKey> key;
    std::string why;
    /// Of the refused message. A refusal of an older epoch than one's own says nothing about one's
    /// own attempts.
    std::int64_t epoch = 0;
    std::int64_t holds = 0;  ///< the higher epoch that holds here, if that is why
    std::string by;          ///< the drill that has the place here, if that is why
};
BOOST_DESCRIBE_STRUCT(Refused, (), (regarding, key, why, epoch, holds, by))

struct Renewed {
    static constexpr std::string_view tag = "renewed";
    std::string drill;
};
BOOST_DESCRIBE_STRUCT(Renewed, (), (drill))

struct ProbeChanged {
    static constexpr std::string_view tag = "probe_changed";
    std::string drill;
    std::string probe;
    bool up = true;
    std::string boot;
    Interval at;  ///< peer's monotonic clock
};
BOOST_DESCRIBE_STRUCT(ProbeChanged, (), (drill, probe, up, boot, at))

/// A stop condition that this probe watches went over its limit or came back; sent anew to
/// somebody who has just connected.
struct GuardChanged {
    static constexpr std::string_view tag = "guard_changed";
    std::string drill;
    std::string probe;
    std::int64_t condition = 0;  ///< in the plan, counted from 1
    bool over = false;
    std::int64_t value = 0;  ///< errors: parts per million; latency, lag: nanoseconds
    std::string boot;
    Nanos at{};  ///< peer's monotonic clock
};
BOOST_DESCRIBE_STRUCT(GuardChanged, (), (drill, probe, condition, over, value, boot, at))

/// Where a stop condition stands. One whose `samples` do not grow says nothing new.
struct GuardReading {
    std::int64_t condition = 0;
    std::int64_t samples = 0;  ///< that are evidence, since the start
    std::int64_t value = 0;
    bool over = false;
};
BOOST_DESCRIBE_STRUCT(GuardReading, (), (condition, samples, value, over))

/// Once a second per probe: a sign of life of its stop conditions, and figures for the live view.
/// Never journaled.
struct ProbeProgress {
    static constexpr std::string_view tag = "probe_progress";
    std::string drill;
    std::string probe;
    bool up = true;
    std::int64_t good = 0, bad = 0;                       ///< in this second
    std::int64_t writes_acked = 0, writes_attempted = 0;  ///< since the start
    std::vector<GuardReading> guards;
};
BOOST_DESCRIBE_STRUCT(ProbeProgress, (),
                      (drill, probe, up, good, bad, writes_acked, writes_attempted, guards))

struct FaultReverted {
    static constexpr std::string_view tag = "fault_reverted";
    std::string drill;
    std::string step;
    std::string why;
    bool verified = false;
    std::string fence;  ///< the fence step that it carried out first, if any: it holds now
    int attempt = 0;    ///< what it had injected; 0: an agent that does not say
};
BOOST_DESCRIBE_STRUCT(FaultReverted, (), (drill, step, why, verified, fence, attempt))

struct HeldItem {
    std::string drill;
    std::string step;
    std::string kind;  ///< "process.kill", "postgresql"
    std::string what;  ///< for people
};
BOOST_DESCRIBE_STRUCT(HeldItem, (), (drill, step, kind, what))

struct Status {
    static constexpr std::string_view tag = "status";
    std::vector<HeldItem> faults;  ///< outstanding
    std::vector<HeldItem> fences;  ///< held
    std::vector<AttemptKey> running;
    std::vector<std::string> probes;
};
BOOST_DESCRIBE_STRUCT(Status, (), (faults, fences, running, probes))

struct AttemptHeld {
    std::string step;
    int attempt = 0;
    Part part = Part::act;
    bool ended = false;  ///< its report can be had with a Query
    bool running = false;
};
BOOST_DESCRIBE_STRUCT(AttemptHeld, (), (step, attempt, part, ended, running))

struct DrillHeld {
    std::string drill;
    std::string plan_hash;
    std::string plan;     ///< its bytes, if they were asked for
    std::string started;  ///< which start of the drill; empty: none yet
    std::int64_t epoch = 0;
    bool stood_down = false;  ///< told so under this epoch: no orchestrator holds it
    bool finished = false;
    std::string superseded_by;
    std::int64_t begun = 0;             ///< attempts
    std::vector<AttemptHeld> attempts;  ///< in the order in which they began, if asked for
    std::vector<std::string> faults, fences, probes;    ///< outstanding, held, running; by step
    std::optional<std::vector<std::string>> approvals;  ///< with the plan, if there are any
};
BOOST_DESCRIBE_STRUCT(DrillHeld, (),
                      (drill, plan_hash, plan, started, epoch, stood_down, finished, superseded_by,
                       begun, attempts, faults, fences, probes, approvals))

/// Answer to AskDrills; at most drills_told of them, those that are not over first.
struct DrillsHeld {
    static constexpr std::string_view tag = "drills_held";
    std::string asked;  ///< the drill that was named
    std::vector<DrillHeld> drills;
    std::optional<ReceiptsHeld> receipts;  ///< if they were asked for
};
BOOST_DESCRIBE_STRUCT(DrillsHeld, (), (asked, drills, receipts))
inline constexpr std::size_t drills_told = 1'000;
inline constexpr std::size_t attempts_told = 20'000;

/// Bytes of an artifact, base64; at most 512 KiB before encoding.
struct Chunk {
    static constexpr std::string_view tag = "chunk";
    std::string sha256;
    std::int64_t offset = 0;
    std::string data;
    bool last = false;
};
BOOST_DESCRIBE_STRUCT(Chunk, (), (sha256, offset, data, last))

using Message = std::variant<Hello, ClockPing, OfferPlan, Execute, Query, Cancel, Renew, AskStatus,
                             AskDrills, Fetch, Finish, Welcome, ClockPong, PlanTaken, Begun, Ended,
                             NeverSeen, StillRunning, Refused, Renewed, ProbeChanged, ProbeProgress,
                             FaultReverted, Status, DrillsHeld, Chunk, StandDown, GuardChanged>;

/// A whole frame, length included. DRILL_ASSERTs that it fits frame_bytes_max. Bytes that are no
/// UTF-8 (a program's output) become U+FFFD (utf8.hpp).
std::string encode(const Message& message);
/// The frame of any body.
std::string frame(std::string_view body);
/// The body of a frame.
Result<Message> decode(std::string_view body);

/// Cuts a byte stream into frame bodies. Not thread-safe.
class FrameReader {
public:
    explicit FrameReader(std::size_t bytes_max) : bytes_max_(bytes_max) {}
    void set_bytes_max(std::size_t bytes_max) { bytes_max_ = bytes_max; }
    void feed(std::string_view bytes);
    /// The next complete body, nothing if more bytes are needed, invalid_input if it is too long or
    /// not what was sent.
    Result<std::optional<std::string>> next();

private:
    std::size_t bytes_max_;
    std::string buffer_;
    std::size_t start_ = 0;  ///< of the bytes not yet handed out
};

std::string base64_encode(std::string_view bytes);
Result<std::string> base64_decode(std::string_view text);

}  // namespace firedrill::wire
