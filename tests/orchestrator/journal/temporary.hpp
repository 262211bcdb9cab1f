// A directory for one test, removed at its end.
#pragma once

#include "core/base/result.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <stdexcept>
#include <string>

namespace firedrill {

/// For Catch to show a Result<void>.
inline std::ostream& operator<<(std::ostream& out, const Error& error) {
    return out << describe(error);
}

class TemporaryDirectory {
public:
    TemporaryDirectory() {
        std::string name = "/var/tmp/firedrill-test-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    ~TemporaryDirectory() {
        std::error_code ec;
        std::filesystem::remove_all(path_, ec);
    }
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace firedrill
