// The files of a workspace as they are read: opened once, their text kept to show lines, what
// cannot be read complained about.
#pragma once

#include "orchestrator/load/yaml_reader.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firedrill::load {

class Sources {
public:
    struct Opened {
        int file;               ///< Place::file
        std::string_view text;  ///< lives as long as the Sources
    };

    Sources(std::filesystem::path root, Report& report);

    /// Nothing if it cannot be read; then the report says why. `name` is relative to the workspace
    /// or absolute.
    std::optional<Opened> open(const std::string& name);

    bool exists(const std::string& name) const;
    bool is_folder(const std::string& name) const;
    bool is_file(const std::string& name) const;
    /// Names of what is in the folder, sorted.
    std::vector<std::string> names(const std::string& folder) const;

    std::size_t files_read() const { return files_read_; }
    std::map<std::string, std::string> take_texts() { return std::move(texts_); }

private:
    std::filesystem::path path(const std::string& name) const;

    std::filesystem::path root_;
    Report& report_;
    std::map<std::string, std::string> texts_;
    std::size_t files_read_ = 0;
};

}  // namespace firedrill::load
