#include "core/measure/lines.hpp"
#include "core/measure/outage.hpp"

#include <array>

namespace firedrill::measure {
namespace {

constexpr std::array<std::string_view, 5> words{"good", "wrong", "refused", "none", "late"};

bool read_word(std::string_view word, Answered& out) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != word) continue;
        out = static_cast<Answered>(i);
        return true;
    }
    return false;
}

bool is_setting(std::int64_t value) {
    return value >= 0 && is_plausible(value);
}

bool read_sample(std::string_view line, ProbeSample& out) {
    Fields fields(line);
    std::int64_t due = 0;
    std::int64_t sent = 0;
    std::int64_t completed = 0;
    if (!fields.number(out.slot) || !fields.number(due) || !fields.number(sent) ||
        !fields.number(completed) || !read_word(fields.word(), out.answered) || !fields.done())
        return false;
    // A completion before the sending would shrink an interval: such a line is not ours.
    if (!is_plausible(out.slot) || !is_plausible(due) || !is_plausible(sent) ||
        !is_plausible(completed) || completed < sent)
        return false;
    out.due = Nanos{due};
    out.sent = Nanos{due + sent};
    out.completed = Nanos{due + completed};
    return true;
}

Result<void> read_settings(const Header& header, SampleFile& out) {
    DRILL_TRY(probe, header_text(header, "probe"));
    DRILL_TRY(host, header_text(header, "host"));
    DRILL_TRY(boot, header_text(header, "boot"));
    DRILL_TRY(every, header_number(header, "every"));
    DRILL_TRY(deadline, header_number(header, "deadline"));
    DRILL_TRY(sustained, header_number(header, "sustained"));
    DRILL_TRY(success, header_number(header, "success_ppm"));
    if (!is_setting(every) || !is_setting(deadline) || !is_setting(sustained))
        return fail(Errc::corrupt, "header of a samples file: a setting out of bounds");
    out.probe = probe;
    out.host = host;
    out.boot = boot;
    out.settings = {Nanos{every}, Nanos{deadline}, Nanos{sustained}, success};
    return {};
}

}  // namespace

std::string sample_header(const SampleFile& file) {
    return fmt::format(
        "# firedrill samples 1 probe={} host={} boot={} every={} deadline={} sustained={} "
        "success_ppm={}\n",
        escaped(file.probe), escaped(file.host), escaped(file.boot), file.settings.every.count(),
        file.settings.deadline.count(), file.settings.sustained.count(), file.settings.success_ppm);
}

std::string sample_line(const ProbeSample& sample) {
    return fmt::format("{},{},{},{},{}\n", sample.slot, sample.due.count(),
                       (sample.sent - sample.due).count(), (sample.completed - sample.due).count(),
                       words[static_cast<std::size_t>(sample.answered)]);
}

Result<SampleFile> read_samples(std::string_view text) {
    Lines lines(text);
    DRILL_TRY(header, read_header(lines.next(), "samples"));
    SampleFile out;
    DRILL_CHECK(read_settings(header, out));
    while (const auto line = lines.next()) {
        ProbeSample sample;
        if (!read_sample(*line, sample))
            return bad_line("samples", lines.number(), "not slot,due,sent,completed,answered");
        out.samples.push_back(sample);
    }
    return out;
}

}  // namespace firedrill::measure
