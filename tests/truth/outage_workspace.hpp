// A workspace whose only scenario measures a service that the test takes down.
#pragma once

#include "core/base/time.hpp"
#include "tests/truth/stage.hpp"

#include <string>

namespace firedrill::test {

/// A directory that is gone with the object.
struct Place {
    Place();
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    std::string path;
};

/// Only measures: `step` takes the service down in phases disrupt and failback.
void write_workspace(const Workplace& work, const std::string& connection, const std::string& every,
                     const std::string& deadline, const std::string& step);

/// Of a figure of the report.
Interval interval(const json::value& figure);
/// Whether both may be true.
bool holds(Interval measured, Interval truth);

}  // namespace firedrill::test
