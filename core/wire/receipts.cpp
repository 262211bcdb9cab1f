#include "core/wire/receipts.hpp"

#include "core/base/hash.hpp"
#include "core/base/json.hpp"

namespace firedrill::wire {

std::string figures_digest(const AttemptReport& report) {
    const json::object figures{{"artifacts", to_json(report.artifacts)},
                               {"effect", to_json(report.effect)},
                               {"ended", to_json(report.ended)},
                               {"errors_bytes", report.errors_bytes},
                               {"exit", report.exit},
                               {"outcome", to_json(report.outcome)},
                               {"output_bytes", report.output_bytes},
                               {"refused", report.refused},
                               {"started", to_json(report.started)},
                               {"tries", report.tries}};
    return sha256_hex(canonical(figures));
}

}  // namespace firedrill::wire
