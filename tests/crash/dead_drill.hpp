// A drill that died with everything else, as a power loss leaves it.
#pragma once

#include "tests/crash/stage.hpp"

namespace firedrill::crash {

inline constexpr const char* drill_id = "cut";

/// Ran until an effect was there, then orchestrator and agents were killed. Store, receipts and
/// trace of that moment can be put back any number of times.
class Dead {
public:
    Dead(Stage& stage, const std::string& last_effect);
    /// The orchestrator was killed while that step of h2 ran, and the agents when it had ended
    /// there: its end is the last of the receipts, and nobody was told of it.
    static Dead before_told_of(Stage& stage, const std::string& step);

    void put_back() const;
    void let_hosts_start() const;
    std::uintmax_t bytes_kept(const std::string& file_of_store) const;

private:
    explicit Dead(Stage& stage) : stage_(stage) {}
    void kill_hosts();
    std::filesystem::path kept(const std::filesystem::path& path) const;
    template <class F>
    void each(F&& f) const;

    Stage& stage_;
};

/// The bytes of the journal, its write-ahead log moved into it.
std::string journal_in_one_file(const Stage& stage);

}  // namespace firedrill::crash
