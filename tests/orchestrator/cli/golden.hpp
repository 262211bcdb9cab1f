// Compares a text with a file of tests/orchestrator/cli/golden. With DRILL_UPDATE_GOLDEN=1 the file
// is written instead: then read the difference before committing it.
#pragma once

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace firedrill {

inline void check_golden(const std::string& name, const std::string& text) {
    const std::string path = DRILL_SOURCE_DIR "/tests/orchestrator/cli/golden/" + name + ".txt";
    if (std::getenv("DRILL_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    std::ifstream in(path);
    const std::string wanted((std::istreambuf_iterator<char>(in)),
                             std::istreambuf_iterator<char>());
    CHECK(text == wanted);
}

inline std::string joined(const std::vector<std::string>& lines) {
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

}  // namespace firedrill
