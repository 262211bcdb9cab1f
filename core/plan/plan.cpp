#include "core/plan/plan.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"

#include <algorithm>

namespace firedrill::plan {

namespace {

constexpr std::size_t plan_bytes_max = 16U << 20U;

template <class T>
const T* find_by_id(const std::vector<T>& items, std::string_view id) {
    const auto found =
        std::find_if(items.begin(), items.end(), [&](const T& item) { return item.id == id; });
    return found == items.end() ? nullptr : &*found;
}

}  // namespace

std::string canonical_bytes(const Plan& plan) {
    return canonical(to_json(plan));
}

std::string hash(const Plan& plan) {
    return sha256_hex(canonical_bytes(plan));
}

Result<Plan> read_plan(std::string_view bytes) {
    DRILL_TRY(value, parse_json(bytes, plan_bytes_max));
    DRILL_TRY(plan, from_json<Plan>(value));
    DRILL_CHECK(validate(plan));
    return std::move(plan);
}

const Step* find_step(const Plan& plan, std::string_view id) {
    return find_by_id(plan.steps, id);
}

const Probe* find_probe(const Plan& plan, std::string_view id) {
    return find_by_id(plan.probes, id);
}

const Connection* find_connection(const Plan& plan, std::string_view id) {
    return find_by_id(plan.connections, id);
}

}  // namespace firedrill::plan
