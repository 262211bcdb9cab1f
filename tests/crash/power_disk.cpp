#include "tests/crash/power_disk.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace firedrill::crash {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t sector = 512;

std::string bytes_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

void PowerDisk::lose_power_at(int n) {
    left_ = n;
}

/// False if the power is gone, or goes now.
bool PowerDisk::act() {
    if (left_ > 0) --left_;
    return left_ != 0;
}

/// What is on the disk when a file is opened was there before.
void PowerDisk::opened(const std::string& path) {
    const auto [place, fresh] = files_.try_emplace(path);
    if (fresh && fs::exists(path)) place->second = {.there = true, .synced = bytes_of(path)};
    place->second.removed = false;
}

bool PowerDisk::wrote(const std::string& path, std::int64_t offset, std::string bytes) {
    if (is_without_power()) return false;
    files_[path].since.push_back({.offset = offset, .bytes = std::move(bytes)});
    return act();
}

bool PowerDisk::cut(const std::string& path, std::int64_t size) {
    if (is_without_power()) return false;
    files_[path].since.push_back({.offset = size, .cuts = true});
    return act();
}

bool PowerDisk::synced(const std::string& path) {
    if (!act()) return false;
    File& file = files_[path];
    for (const Change& change : file.since) apply(file.synced, change);
    file.since.clear();
    file.there = true;
    return true;
}

bool PowerDisk::removed(const std::string& path, bool durably) {
    if (!act()) return false;
    if (durably)
        files_.erase(path);
    else
        files_[path].removed = true;
    return true;
}

void PowerDisk::directory_synced() {
    if (is_without_power()) return;
    std::erase_if(files_, [](const auto& entry) { return entry.second.removed; });
}

void PowerDisk::apply(std::string& image, const Change& change) {
    const auto offset = static_cast<std::size_t>(change.offset);
    if (change.cuts) return image.resize(std::min(image.size(), offset));
    image.resize(std::max(image.size(), offset + change.bytes.size()));
    image.replace(offset, change.bytes.size(), change.bytes);
}

/// Only some sectors of it: from the front, or from the back.
void PowerDisk::tear(Change& change) {
    if (change.cuts || change.bytes.size() <= sector) return;
    const std::size_t kept = sector * (1 + random_() % (change.bytes.size() / sector));
    if (kept >= change.bytes.size()) return;
    if (chance(50)) return change.bytes.resize(kept);
    change.offset += static_cast<std::int64_t>(kept);
    change.bytes.erase(0, kept);
}

std::string PowerDisk::kept_of(File& file, unsigned percent) {
    std::erase_if(file.since, [&](const Change&) { return !chance(percent); });
    if (chance(50)) std::shuffle(file.since.begin(), file.since.end(), random_);
    for (Change& change : file.since) {
        if (chance(30)) tear(change);
        apply(file.synced, change);
    }
    return file.synced;
}

void PowerDisk::come_back() {
    constexpr std::array<unsigned, 5> shares{0, 20, 50, 80, 100};
    const unsigned percent = shares[random_() % shares.size()];
    for (auto& [path, file] : files_) {
        fs::remove(path);
        fs::remove(path + "-shm");  // was never more than memory
        const bool there = file.there || chance(percent);
        if (!there || (file.removed && chance(50))) continue;
        std::ofstream(path, std::ios::binary) << kept_of(file, percent);
    }
    files_.clear();
    left_ = -1;
}

}  // namespace firedrill::crash
