// How long nothing new was heard of each stop condition that a probe watches. Three readings in a
// row that are missing are a silence, and so is a condition that never began to be read.
//
// Time is counted only while this process was awake to hear: one that stood still blames nobody.
// Pure; one thread.
#pragma once

#include "core/plan/plan.hpp"
#include "core/wire/message.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace firedrill::engine {

class Silence {
public:
    /// A reading with samples that the last one did not have ends the silence.
    void heard(const wire::GuardReading& reading);

    /// Lets time pass for the conditions at these positions (the others are not listened to) and
    /// returns those that have just become silent.
    std::vector<std::size_t> pass(Nanos gone, const std::vector<std::size_t>& at_work,
                                  const plan::Plan& plan);

private:
    struct Ear {
        Nanos quiet{};
        std::int64_t samples = -1;  ///< -1: nothing heard yet
        bool told = false;
    };
    std::map<std::size_t, Ear> ears_;
};

}  // namespace firedrill::engine
