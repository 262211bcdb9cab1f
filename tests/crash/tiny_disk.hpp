// A disk of a few KiB for one test; only root has one.
#pragma once

#include <sys/mount.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <iostream>
#include <string>
#include <utility>

namespace firedrill::crash {

class TinyDisk {
public:
    TinyDisk(std::filesystem::path place, int kib) : place_(std::move(place)) {
        std::filesystem::create_directories(place_);
        mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, size(kib).c_str()) == 0;
        if (!mounted_) std::cout << "crash: no tmpfs without root: not tested\n";
    }
    ~TinyDisk() {
        if (mounted_) ::umount2(place_.c_str(), MNT_DETACH);
    }
    TinyDisk(const TinyDisk&) = delete;
    TinyDisk& operator=(const TinyDisk&) = delete;

    bool works() const { return mounted_; }
    /// Also makes it writable again.
    void grow(int kib) const {
        REQUIRE(::mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT, size(kib).c_str()) == 0);
    }
    /// Nobody may have a file of it open for writing.
    void make_read_only() const {
        REQUIRE(::mount("tmpfs", place_.c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) == 0);
    }

private:
    static std::string size(int kib) { return "size=" + std::to_string(kib) + "k"; }
    std::filesystem::path place_;
    bool mounted_ = false;
};

}  // namespace firedrill::crash
