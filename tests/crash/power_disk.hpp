// A disk that loses its power: a VFS below every SQLite connection of this process.
//
// What was synced stays. Of what was written since, some is there and some is not, in any order,
// some of it torn between sectors; a file that was never synced may be missing. One connection at
// a time; the disk must outlive it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace firedrill::crash {

class PowerDisk {
public:
    explicit PowerDisk(std::uint64_t seed);
    ~PowerDisk();
    PowerDisk(const PowerDisk&) = delete;
    PowerDisk& operator=(const PowerDisk&) = delete;

    /// The power goes at the n-th write, sync, cut or removal from now on: that one fails, and all
    /// after it.
    void lose_power_at(int n);
    bool is_without_power() const { return left_ == 0; }
    /// The files become what the disk has kept.
    void come_back();

    // called by the VFS
    void opened(const std::string& path);
    bool wrote(const std::string& path, std::int64_t offset, std::string bytes);
    bool cut(const std::string& path, std::int64_t size);
    bool synced(const std::string& path);
    bool removed(const std::string& path, bool durably);
    /// The journal syncs its directory itself when it has been opened: what was removed is gone.
    void directory_synced();

private:
    struct Change {
        std::int64_t offset = 0;
        std::string bytes;
        bool cuts = false;  ///< to `offset` bytes
    };
    struct File {
        bool there = false;  ///< for sure
        bool removed = false;
        std::string synced;
        std::vector<Change> since;
    };
    bool act();
    bool chance(unsigned percent) { return random_() % 100 < percent; }
    static void apply(std::string& image, const Change& change);
    void tear(Change& change);
    std::string kept_of(File& file, unsigned percent);

    std::mt19937_64 random_;
    std::map<std::string, File> files_;
    int left_ = -1;  ///< negative: the power stays
};

/// While it lives, every connection has synchronous=NORMAL, whatever it asks for.
class NormalSync {
public:
    NormalSync();
    ~NormalSync();
    NormalSync(const NormalSync&) = delete;
    NormalSync& operator=(const NormalSync&) = delete;
};

}  // namespace firedrill::crash
