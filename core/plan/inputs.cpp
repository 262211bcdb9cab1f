#include "core/plan/inputs.hpp"

#include "core/plan/compile_texts.hpp"

#include <algorithm>
#include <charconv>

namespace firedrill::plan {

namespace {

bool is_integer(const std::string& text) {
    std::int64_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    return problem == std::errc{} && stop == end;
}

bool has_type(const model::Input& input, const std::string& value) {
    // A value must not turn into a placeholder of the run.
    if (value.find("${{") != std::string::npos) return false;
    if (input.type == "integer") return is_integer(value);
    if (input.type == "duration") return parse_duration(value).has_value();
    if (input.type == "boolean") return value == "true" || value == "false";
    if (input.type == "path") return value.starts_with('/');
    if (input.type == "enum")
        return std::find(input.values.begin(), input.values.end(), value) != input.values.end();
    return true;
}

}  // namespace

bool fits(const model::Input& input, const std::string& value, model::Place place,
          Problems& problems) {
    if (has_type(input, value)) return true;
    const bool choice = input.type == "enum";
    problems.error(place, model::both(texts::wrong_input, value, input.id.text, input.type),
                   choice ? model::both(texts::input_choices, model::listed(input.values))
                          : model::both(texts::wrong_input_remedy, input.type),
                   choice ? model::did_you_mean(value, input.values) : Text{});
    return false;
}

std::string sample_of(const model::Input& input) {
    if (input.type == "integer") return "1";
    if (input.type == "duration") return "1s";
    if (input.type == "boolean") return "false";
    if (input.type == "path") return "/";
    if (input.type == "enum" && !input.values.empty()) return input.values.front();
    return "sample";
}

}  // namespace firedrill::plan
