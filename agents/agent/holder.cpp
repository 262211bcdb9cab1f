#include "agents/agent/holder.hpp"

#include "agents/agent/proc.hpp"
#include "agents/resident/clock.hpp"

#include <unistd.h>
#include <charconv>

namespace firedrill::agent {

Result<plan::Parameters> this_holder() {
    const auto self = look_at(::getpid());
    if (!self) return fail(Errc::internal, "/proc/self");
    return plan::Parameters{{"holder", std::to_string(self->pid)},
                            {"start", std::to_string(self->start_ticks)},
                            {"boot", resident::boot_id()}};
}

bool holder_is_gone(const plan::Parameters& found) {
    const auto boot = found.find("boot");
    if (boot != found.end() && boot->second != resident::boot_id()) return true;
    ProcessInfo holder;
    holder.pid = static_cast<int>(number_of(found, "holder"));
    holder.start_ticks = number_of(found, "start");
    const auto now = look_at(holder.pid);
    return !now || !now->is(holder) || !now->alive();
}

bool holds_it_itself(const plan::Parameters& found) {
    return number_of(found, "holder") == ::getpid();
}

std::string held_name(const std::string& drill, const std::string& step) {
    return drill + "/" + step;
}

std::int64_t number_of(const plan::Parameters& from, const std::string& name) {
    const auto found = from.find(name);
    std::int64_t value = 0;
    if (found != from.end())
        std::from_chars(found->second.data(), found->second.data() + found->second.size(), value);
    return value;
}

}  // namespace firedrill::agent
