#include "core/plan/fill.hpp"

#include <array>
#include <charconv>

namespace firedrill::plan {

namespace {

struct Unit {
    std::string_view name;
    std::int64_t bytes;
};
constexpr std::array<Unit, 6> units{Unit{"", 1},
                                    Unit{"B", 1},
                                    Unit{"KiB", std::int64_t{1} << 10},
                                    Unit{"MiB", std::int64_t{1} << 20},
                                    Unit{"GiB", std::int64_t{1} << 30},
                                    Unit{"TiB", std::int64_t{1} << 40}};
constexpr std::int64_t bytes_max = std::int64_t{1} << 50;

const std::string* find(const Parameters& with, const char* name) {
    const auto found = with.find(name);
    return found == with.end() || found->second.empty() ? nullptr : &found->second;
}

}  // namespace

std::optional<int> read_cores(std::string_view text) {
    int value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = ec == std::errc{} && end == text.data() + text.size();
    return whole && value >= 1 && value <= cores_max ? std::optional(value) : std::nullopt;
}

std::optional<std::int64_t> read_bytes(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || value <= 0) return std::nullopt;
    const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const Unit& unit : units)
        if (unit.name == name && value <= bytes_max / unit.bytes) return value * unit.bytes;
    return std::nullopt;
}

std::optional<Amount> read_amount(const Parameters& with) {
    const std::string* size = find(with, "size");
    const std::string* leave = find(with, "leave");
    if ((size == nullptr) == (leave == nullptr)) return std::nullopt;
    Amount out{.size = size == nullptr ? std::nullopt : read_bytes(*size),
               .leave = leave == nullptr ? std::nullopt : read_bytes(*leave)};
    if (!out.size && !out.leave) return std::nullopt;
    return out;
}

std::optional<Fill> read_fill(const Parameters& with) {
    const std::string* directory = find(with, "directory");
    const auto amount = read_amount(with);
    if (directory == nullptr || !directory->starts_with('/') || !amount) return std::nullopt;
    return Fill{.directory = *directory,
                .amount = *amount,
                .beside_receipts = find(with, "beside_receipts") != nullptr};
}

std::optional<std::int64_t> bytes_to_take(const Amount& amount, std::int64_t free) {
    const std::int64_t take = amount.size ? *amount.size : free - *amount.leave;
    return take > 0 && take <= free ? std::optional(take) : std::nullopt;
}

}  // namespace firedrill::plan
