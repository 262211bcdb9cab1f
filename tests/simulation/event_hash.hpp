// A digest of what a drill was told and decided, without the wall clock: two runs that differ only
// in wall clocks have the same.
#pragma once

#include "core/drill/event.hpp"

#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

namespace firedrill::simulation {

class EventHash {
public:
    std::uint64_t value() const { return value_; }

    EventHash& operator<<(const drill::Record& record) {
        return *this << record.seq << record.at.mono << record.event;
    }
    /// Its plan follows from the seed.
    EventHash& operator<<(const drill::DrillStarted& event) {
        return *this << event.drill << event.approvals_waived << event.epoch;
    }
    EventHash& operator<<(const Instant& at) { return *this << at.host << at.boot << at.mono; }
    EventHash& operator<<(Nanos value) { return *this << value.count(); }
    EventHash& operator<<(const std::string& text) {
        *this << text.size();
        for (const char c : text) mix(static_cast<unsigned char>(c));
        return *this;
    }
    template <class T>
        requires std::is_integral_v<T> || std::is_enum_v<T>
    EventHash& operator<<(T number) {
        mix(static_cast<std::uint64_t>(number));
        return *this;
    }
    template <class T>
    EventHash& operator<<(const std::optional<T>& item) {
        *this << item.has_value();
        return item ? *this << *item : *this;
    }
    template <class T>
    EventHash& operator<<(const std::vector<T>& items) {
        for (const auto& item : items) *this << item;
        return *this << items.size();
    }
    template <class K, class V>
    EventHash& operator<<(const std::map<K, V>& items) {
        for (const auto& [key, item] : items) *this << key << item;
        return *this << items.size();
    }
    template <class... T>
    EventHash& operator<<(const std::variant<T...>& item) {
        *this << item.index();
        std::visit([this](const auto& it) { *this << it; }, item);
        return *this;
    }
    template <class T>
        requires boost::describe::has_describe_members<T>::value
    EventHash& operator<<(const T& item) {
        using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
        boost::mp11::mp_for_each<Members>([&](auto member) { *this << item.*member.pointer; });
        return *this;
    }

private:
    void mix(std::uint64_t number) { value_ = (value_ ^ number) * 1099511628211U; }

    std::uint64_t value_ = 1469598103934665603U;
};

}  // namespace firedrill::simulation
