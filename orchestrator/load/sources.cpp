#include "orchestrator/load/sources.hpp"

#include "orchestrator/load/files.hpp"
#include "orchestrator/load/texts.hpp"

#include <algorithm>

namespace firedrill::load {

namespace fs = std::filesystem;
using model::both;

namespace {

constexpr std::size_t names_max = 10'000;

}  // namespace

Sources::Sources(fs::path root, Report& report) : root_(std::move(root)), report_(report) {}

fs::path Sources::path(const std::string& name) const {
    return fs::path(name).is_absolute() ? fs::path(name) : root_ / name;
}

std::optional<Sources::Opened> Sources::open(const std::string& name) {
    const int file = report_.open(name);
    auto text = read_file(path(name).string(), file_bytes_max + 1);
    if (!text) {
        const bool there = exists(name);
        report_.error(
            {file, 0, 0, 0},
            there ? both(texts::file_unreadable, text.error().what) : both(texts::file_missing),
            {.remedy = both(there ? texts::file_unreadable_remedy : texts::file_missing_remedy)});
        return {};
    }
    ++files_read_;
    std::string& kept = texts_[name] = std::move(*text);
    return Opened{file, kept};
}

bool Sources::exists(const std::string& name) const {
    std::error_code ignored;
    return fs::exists(path(name), ignored);
}

bool Sources::is_folder(const std::string& name) const {
    std::error_code ignored;
    return fs::is_directory(path(name), ignored);
}

bool Sources::is_file(const std::string& name) const {
    std::error_code ignored;
    return fs::is_regular_file(path(name), ignored);
}

std::vector<std::string> Sources::names(const std::string& folder) const {
    std::vector<std::string> out;
    std::error_code problem;
    fs::directory_iterator at(path(folder), problem), end;
    for (; !problem && at != end && out.size() < names_max; at.increment(problem))
        out.push_back(at->path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace firedrill::load
