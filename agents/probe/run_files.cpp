#include "agents/probe/run_files.hpp"

#include "agents/resident/files.hpp"

#include <unistd.h>

#include <algorithm>

namespace firedrill::probe {

namespace {

constexpr std::size_t spool_bytes_max = std::size_t{1} << 30U;

/// Ids come from a plan that was validated; a path is made of them all the same.
std::string path_part(const std::string& id) {
    std::string part = id;
    std::ranges::replace(part, '/', '_');
    return part.starts_with('.') ? "_" + part : part;
}

std::string numbered(const std::string& probe, int run) {
    return run == 1 ? path_part(probe) : path_part(probe) + "-" + std::to_string(run);
}

}  // namespace

RunFiles::RunFiles(const std::string& state, const std::string& drill)
    : directory_(state + "/probes/" + path_part(drill)) {}

Result<void> RunFiles::make_directory() const {
    return resident::make_directory(directory_, 0700);
}

std::string RunFiles::comparison(const std::string& step) const {
    return directory_ + "/comparison-" + path_part(step) + ".json";
}

std::string RunFiles::new_run(const std::string& probe) const {
    int run = 1;
    while (exists(samples(numbered(probe, run)))) ++run;
    return numbered(probe, run);
}

std::vector<std::string> RunFiles::runs(const std::string& probe) const {
    std::vector<std::string> found;
    for (int run = 1; exists(samples(numbered(probe, run))); ++run)
        found.push_back(numbered(probe, run));
    return found;
}

bool exists(const std::string& path) {
    return ::access(path.c_str(), F_OK) == 0;
}

Result<std::string> whole_lines(const std::string& path) {
    DRILL_TRY(text, resident::read_file(path, spool_bytes_max));
    text.resize(text.rfind('\n') + 1);  // npos + 1 is 0
    return std::move(text);
}

Result<std::string> sorted_samples(const std::string& path) {
    DRILL_TRY(text, whole_lines(path));
    DRILL_TRY(file, measure::read_samples(text));
    std::ranges::sort(file.samples, {}, &measure::ProbeSample::slot);
    std::string sorted = measure::sample_header(file);
    for (const auto& sample : file.samples) sorted += measure::sample_line(sample);
    return sorted;
}

}  // namespace firedrill::probe
