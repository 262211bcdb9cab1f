// The files of a new workspace, as they are written. Pure.
#pragma once

#include <string_view>
#include <vector>

namespace firedrill::cli {

struct InitFile {
    std::string_view path;  ///< relative to the workspace
    std::string_view text;
};

std::vector<InitFile> init_files(bool measure_only);

}  // namespace firedrill::cli
