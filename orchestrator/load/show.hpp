// Complaints as people and programs read them. Pure.
#pragma once

#include "orchestrator/load/load.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace firedrill::load {

struct ShowOptions {
    Language language = Language::en;
    bool colour = false;  ///< a terminal; words say the same without it
    bool notices = true;
    int columns = 100;
};

/// All complaints with their lines, and the closing sentence ("11 files read, 2 errors, …").
std::string show_complaints(const Loaded& loaded, const ShowOptions& options);
/// One complaint; `source` is the text of its file, may be empty.
std::string show_complaint(const model::Complaint& complaint, const std::string& source,
                           const ShowOptions& options);
/// {"files": n, "errors": n, "warnings": n, "notices": n, "complaints": [...]}
boost::json::value complaints_to_json(const Loaded& loaded);

}  // namespace firedrill::load
