// firedrill calibrate: the harness's own error, on this host.
#include "core/base/json.hpp"
#include "orchestrator/calibration/calibrate.hpp"
#include "orchestrator/cli/calibration_file.hpp"
#include "orchestrator/cli/calibration_text.hpp"
#include "orchestrator/cli/calibration_texts.hpp"
#include "orchestrator/cli/commands.hpp"
#include "orchestrator/cli/exit_code.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/links/launch.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

#include <random>

namespace firedrill::cli {

namespace {

namespace texts = calibration_texts;
using namespace std::chrono_literals;

constexpr std::int64_t most = 1'000'000;
constexpr Nanos said_every = 5s;  ///< where nothing can be written over

/// One that a person can type again.
std::int64_t new_seed() {
    return static_cast<std::int64_t>(std::random_device()() % 1'000'000'000);
}

/// Over the last line on a terminal, else a line now and then.
class Progress {
public:
    Progress(const calibration::Settings& settings, Language language, bool silent)
        : outages_(settings.outages),
          writes_(settings.writes),
          language_(language),
          silent_(silent),
          terminal_(is_terminal(STDERR_FILENO)) {}

    void operator()(std::int64_t outages, std::int64_t writes) {
        if (silent_ || (!terminal_ && now_mono() - said_ < said_every)) return;
        said_ = now_mono();
        const std::string text =
            say(language_, texts::progress, outages, outages_, std::min(writes, writes_), writes_);
        print_error(terminal_ ? "\r  " + text + " " : "  " + text + "\n");
    }
    void end() const {
        if (!silent_ && terminal_) print_error("\r\x1b[K");
    }

private:
    std::int64_t outages_, writes_;
    Language language_;
    bool silent_, terminal_;
    Nanos said_ = now_mono();
};

Result<calibration::Settings> settings_of(const CalibrateOptions& options, Language language) {
    if (options.outages < 1 || options.outages > most || options.writes < 1 ||
        options.writes > most)
        return fail(Errc::usage, say(language, texts::too_few));
    const auto every = parse_duration(options.every);
    if (!every || *every < Nanos(1ms) || *every > Nanos(1s))
        return fail(Errc::usage, say(language, texts::bad_interval, options.every));
    return calibration::Settings{.programs = links::own_directory(),
                                 .version = DRILL_VERSION,
                                 .seed = options.seed.value_or(new_seed()),
                                 .outages = std::max<std::int64_t>(3, options.outages),
                                 .every = *every,
                                 .writes = options.writes,
                                 .language = language,
                                 .on_progress = {}};
}

json::value summary(const CalibrationRecord& record, const std::string& kept, int code) {
    return json::object{{"last", to_json(record.last)},
                        {"calibration", to_json(record.found)},
                        {"good", record.found.good()},
                        {"kept", kept},
                        {"exit_code", code}};
}

/// Exit code as of the calibration itself.
int show_last(const Global& global, Language language) {
    const auto kept = read_last_calibration();
    if (!kept) return complain(global, kept.error());
    const CalibrationRecord& record = kept->record;
    const int code = record.found.good() ? done : not_met;
    if (global.json) {
        print(canonical(summary(record, kept->file.string(), code)) + "\n");
        return code;
    }
    print(calibration_text(record.found, record.last, language, wants_colour(STDOUT_FILENO)) +
          say(language, texts::of_day, to_iso(record.last.made), kept->file.string()) + "\n");
    return code;
}

}  // namespace

int calibrate(const Global& global, const CalibrateOptions& options) {
    const Language language = global.language.value_or(Language::en);
    if (options.last) return show_last(global, language);
    auto settings = settings_of(options, language);
    if (!settings) return complain(global, settings.error());
    Progress progress(*settings, language, global.json);
    settings->on_progress = [&](std::int64_t outages, std::int64_t writes) {
        progress(outages, writes);
    };
    if (!global.json)
        print_error(say(language, texts::begins, settings->outages, to_text(settings->every),
                        settings->writes, settings->seed) +
                    "\n");
    auto found = calibration::calibrate(*settings);
    progress.end();
    if (!found) return complain(global, found.error());
    const CalibrationRecord record{
        .last = measure::cited(*found, host_name(), DRILL_VERSION, now_wall()), .found = *found};
    const int code = found->good() ? done : not_met;
    const auto kept = keep_calibration(record);
    if (global.json) {
        print(canonical(summary(record, kept ? kept->string() : "", code)) + "\n");
    } else {
        print(calibration_text(*found, record.last, language, wants_colour(STDOUT_FILENO)));
        if (kept) print(say(language, texts::kept, kept->string()) + "\n");
    }
    if (!kept && !global.json) return complain(global, kept.error());
    return kept ? code : exit_code(kept.error().code);
}

}  // namespace firedrill::cli
