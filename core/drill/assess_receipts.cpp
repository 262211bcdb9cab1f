// The receipts of the programs beside the journal, as they were compared when the drill ended.
#include "core/base/format.hpp"
#include "core/drill/assess_parts.hpp"

#include <algorithm>

namespace firedrill::drill::assessing {
namespace {

std::string program_of(const ReceiptsCompared& compared) {
    return compared.program == plan::Performer::probe ? "firedrill-probe" : "firedrill-agent";
}

/// "2", "1/undo".
std::string number_of(const ReceiptDifference& difference) {
    std::string out = std::to_string(difference.attempt);
    if (difference.part == firedrill::Part::check) out += "/check";
    if (difference.part == firedrill::Part::undo) out += "/undo";
    return out;
}

void tell(const ReceiptsCompared& compared, Findings& out) {
    const std::string evidence = "receipts of " + program_of(compared) + " on " + compared.host;
    for (const ReceiptDifference& one : compared.differences)
        if (one.step.empty())
            out.add(Severity::high, finding::receipts_changed,
                    {compared.host, one.journal, one.receipts}, evidence);
        else
            out.add(Severity::high, finding::receipts_differ,
                    {compared.host, one.step, number_of(one), one.journal, one.receipts}, evidence);
    if (compared.more > 0)
        out.add(Severity::high, finding::receipts_differ_more,
                {compared.host, thousands(compared.more)}, evidence);
}

}  // namespace

std::vector<ReceiptsCompared> last_comparisons(const std::vector<Record>& records) {
    std::vector<ReceiptsCompared> out;
    for (const auto& record : records) {
        const auto* compared = std::get_if<ReceiptsCompared>(&record.event);
        if (compared == nullptr) continue;
        const auto same = std::ranges::find_if(out, [&](const ReceiptsCompared& earlier) {
            return earlier.host == compared->host && earlier.program == compared->program;
        });
        if (same == out.end())
            out.push_back(*compared);
        else
            *same = *compared;
    }
    return out;
}

bool receipts_differ(const Assessment& assessment) {
    return std::ranges::any_of(assessment.receipts, [](const ReceiptsCompared& compared) {
        return !compared.differences.empty();
    });
}

void find_in_receipts(const Case& c, Findings& out) {
    for (const ReceiptsCompared& compared : c.assessment.receipts) tell(compared, out);
}

}  // namespace firedrill::drill::assessing
