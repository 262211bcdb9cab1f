#include "tests/simulation/fault.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace firedrill::simulation {

namespace {

Fault fault_named(const std::string& name) {
    Fault fault{};
    if (!boost::describe::enum_from_string(name.c_str(), fault))
        throw std::invalid_argument("there is no fault \"" + name + "\"");
    return fault;
}

}  // namespace

std::string name_of(Fault fault) {
    return boost::describe::enum_to_string(fault, "?");
}

std::string schedule_text(const Schedule& schedule) {
    Schedule sorted = schedule;
    std::sort(sorted.begin(), sorted.end());
    std::string out;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const bool same = i > 0 && sorted[i].fault == sorted[i - 1].fault;
        if (!same) out += (i > 0 ? " " : "") + name_of(sorted[i].fault) + ":";
        out += (same ? "," : "") + std::to_string(sorted[i].number);
    }
    return out.empty() ? "none" : out;
}

Schedule parse_schedule(std::string_view text) {
    Schedule out;
    if (text == "none") return out;
    std::istringstream words{std::string(text)};
    for (std::string word; words >> word;) {
        const std::size_t colon = word.find(':');
        if (colon == word.npos) throw std::invalid_argument("no number in \"" + word + "\"");
        const Fault fault = fault_named(word.substr(0, colon));
        std::istringstream numbers(word.substr(colon + 1));
        for (std::string number; std::getline(numbers, number, ',');)
            out.push_back({fault, static_cast<std::uint32_t>(std::stoul(number))});
    }
    std::sort(out.begin(), out.end());
    return out;
}

}  // namespace firedrill::simulation
