// Any journal, a line a record: what can be read is folded, decided on, replayed and assessed
// without a crash, and the same again.
#include "core/base/assert.hpp"
#include "core/base/json.hpp"
#include "core/drill/assess.hpp"
#include "tests/fuzz/lines.hpp"

using namespace firedrill;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<drill::Record> records;
    drill::Drill drill;
    for (const auto line : fuzz::lines_of(data, size)) {
        const auto value = parse_json(line);
        if (!value) continue;
        auto record = from_json<drill::Record>(*value);
        if (!record) continue;
        // the journal lets no other plan in
        if (const auto* started = std::get_if<drill::DrillStarted>(&record->event))
            if (!plan::validate(started->plan)) continue;
        drill::apply(drill, *record);
        (void)drill::decide(drill);
        records.push_back(std::move(*record));
    }
    if (const auto replayed = drill::replay(records))
        DRILL_ASSERT(drill::state_hash(*replayed) == drill::state_hash(drill));
    (void)drill::assess(drill, records, [](const Artifact&) -> Result<std::string> {
        return fail(Errc::not_found, "none");
    });
    return 0;
}
