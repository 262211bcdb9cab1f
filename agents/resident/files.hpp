// Descriptors and durable files. Every descriptor that we open is close-on-exec. Thread-safe.
#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace firedrill::resident {

/// Owns a descriptor.
class Fd {
public:
    Fd() = default;
    explicit Fd(int value) : value_(value) {}
    Fd(Fd&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        reset(std::exchange(other.value_, -1));
        return *this;
    }
    ~Fd() { reset(); }

    int get() const { return value_; }
    bool valid() const { return value_ >= 0; }
    int release() { return std::exchange(value_, -1); }
    void reset(int value = -1);

private:
    int value_ = -1;
};

/// "cannot open /x: Permission denied", from errno.
Error os_error(std::string_view what);

Result<Fd> open_file(const std::string& path, int flags, unsigned mode = 0600);
Result<void> write_all(int fd, std::string_view bytes);
/// The whole file; invalid_input if it is longer than `bytes_max`.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);
/// Makes names created in or removed from the directory durable.
Result<void> sync_directory(const std::string& directory);
/// The file is there with these bytes, durably, or unchanged.
Result<void> write_file_durably(const std::string& path, std::string_view bytes, unsigned mode);
/// Creates the directory with its parents; the last one gets `mode` if it is new.
Result<void> make_directory(const std::string& directory, unsigned mode);
/// "/a/b" of "/a/b/c".
std::string parent_of(const std::string& path);

/// Sets the soft limit of open descriptors to the hard one.
void raise_descriptor_limit();

}  // namespace firedrill::resident
