// Drill writes that meet a planned fate, so that their classes must come out exactly, and moments
// at which the last acknowledged ones are forgotten, whose age must be held. Pure; plain values.
#pragma once

#include "core/measure/judged.hpp"
#include "core/measure/writes.hpp"

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace firedrill::measure {

/// What the service does with a write, and says of it.
enum class Fate {
    kept,
    lost,         ///< acknowledged, never stored
    duplicated,   ///< stored twice
    changed,      ///< stored with another payload
    warned_kept,  ///< acknowledged with a warning
    warned_lost,
    refused,
    phantom,     ///< refused, and stored
    unanswered,  ///< neither stored nor answered
    recovered,   ///< stored, not answered
    late,        ///< not answered, and stored only when the rows are read back
};
BOOST_DESCRIBE_ENUM(Fate, kept, lost, duplicated, changed, warned_kept, warned_lost, refused,
                    phantom, unanswered, recovered, late)

/// The same for the same key, in whatever order they come. Four of five are kept.
Fate fate_of(std::uint64_t seed, std::int64_t session, std::int64_t sequence);

/// A write as the service knows it.
struct PlantedWrite {
    std::int64_t session = 0, sequence = 0;
    WriteClass said = WriteClass::ack;
    int copies = 1;  ///< stored at the read-back
    bool changed = false;
    Interval taken;  ///< when the service took it up, and when it had answered
};
/// Of this fate, stored as it will be at the read-back.
PlantedWrite planted(Fate fate, std::int64_t session, std::int64_t sequence, Interval taken);

/// At `at` everything was forgotten that had been taken up since a while before.
struct Forgetting {
    Interval at;
};

struct PlantedTruth {
    std::vector<PlantedWrite> writes;     ///< as they came
    std::int64_t unexpected = 0;          ///< rows that nobody wrote
    std::vector<Forgetting> forgettings;  ///< in order
};

struct JudgedWrites {
    std::int64_t writes = 0;        ///< of the ledger
    std::int64_t misjudged = 0;     ///< sum of what the classes are off, and of keys wrongly lost
    WriteFigures counted, planted;  ///< only the classes of `planted` are filled
    std::vector<Judged> ages;       ///< of the oldest lost write, at each forgetting
};
JudgedWrites judge_planted(const Ledger& ledger, const RowsFile& rows, const PlantedTruth& truth);

}  // namespace firedrill::measure
