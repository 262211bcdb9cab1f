#include "orchestrator/load/files.hpp"

#include <algorithm>
#include <fstream>

namespace firedrill::load {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t files_max = 10'000;

bool is_yaml(const fs::path& path) {
    return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool hidden(const fs::path& path) {
    return path.filename().string().starts_with('.');
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
    std::error_code problem;
    if (!fs::is_regular_file(path, problem)) return fail(Errc::io, "not a regular file");
    std::ifstream in(path, std::ios::binary);
    if (!in) return fail(Errc::io, "it cannot be opened");
    std::string out(limit, '\0');
    in.read(out.data(), static_cast<std::streamsize>(limit));
    if (in.bad()) return fail(Errc::io, "reading failed");
    out.resize(static_cast<std::size_t>(in.gcount()));
    out.shrink_to_fit();
    return out;
}

std::vector<std::string> yaml_files(const fs::path& root, const std::string& folder) {
    std::vector<std::string> out;
    std::error_code problem;
    fs::recursive_directory_iterator at(root / folder, problem), end;
    for (; !problem && at != end && out.size() < files_max; at.increment(problem)) {
        const auto& entry = *at;
        std::error_code ignored;
        if (entry.is_directory(ignored)) {
            if (folder == "." || hidden(entry.path())) at.disable_recursion_pending();
            continue;
        }
        if (!hidden(entry.path()) && is_yaml(entry.path()))
            out.push_back(entry.path().lexically_relative(root).lexically_normal().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

bool is_playbook_name(const std::string& name) {
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.' || c == '/';
    });
    return plain && !name.empty() && name.front() != '/' && name.front() != '.' &&
           name.find("..") == name.npos;
}

}  // namespace firedrill::load
