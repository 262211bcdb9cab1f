#include "orchestrator/cli/display.hpp"

#include "orchestrator/cli/live_view.hpp"
#include "orchestrator/cli/output.hpp"
#include "orchestrator/cli/plain_lines.hpp"
#include "orchestrator/cli/view_texts.hpp"
#include "orchestrator/cli/workspace.hpp"
#include "orchestrator/links/now.hpp"

#include <unistd.h>

namespace firedrill::cli {

namespace {

namespace texts = view_texts;
constexpr Nanos repaint = std::chrono::milliseconds{200};

}  // namespace

Display::Display(const engine::Engine& engine, DisplaySettings settings)
    : engine_(engine),
      settings_(std::move(settings)),
      outlet_(STDOUT_FILENO, say(settings_.language, texts::left_out) + "\n") {
    if (settings_.live) screen_ = std::make_unique<Screen>(outlet_);
}

void Display::changed() {
    if (!live()) print_new_records();
}

void Display::tick() {
    outlet_.push();
    if (!live() || !engine_.drill().started || now_mono() - painted_ < repaint) return;
    paint_now();
}

void Display::leave() {
    if (!live()) return;
    screen_->clear();
    screen_.reset();
    print_new_records();
}

void Display::ask(std::string question) {
    question_ = std::move(question);
    if (live())
        paint_now();
    else if (!question_.empty() && !settings_.silent)
        print_error(question_ + "\n");
}

void Display::end() {
    if (live()) {
        question_.clear();
        paint_now();
        screen_.reset();
        outlet_.write("\n");
    } else {
        print_new_records();
    }
}

void Display::print_new_records() {
    const auto& records = engine_.records();
    if (records.empty() || settings_.silent) return;
    if (!minutes_east_) minutes_east_ = minutes_east(settings_.timezone, records.front().at.wall);
    const LineStyle style{
        .language = settings_.language, .minutes_east = *minutes_east_, .colour = settings_.colour};
    std::string out;
    for (; printed_ < records.size(); ++printed_)
        if (const auto line = plain_line(engine_.drill(), records[printed_], style))
            out += *line + "\n";
    if (!out.empty()) outlet_.write(out);
}

void Display::paint_now() {
    if (!engine_.drill().started) return;
    painted_ = now_mono();
    const Instant now = now_here();
    if (!minutes_east_) minutes_east_ = minutes_east(settings_.timezone, now.wall);
    const ScreenSize size = screen_size();
    screen_->show(live_view({.drill = engine_.drill(),
                             .live = engine_.live(),
                             .now = now,
                             .minutes_east = *minutes_east_,
                             .language = settings_.language,
                             .colour = settings_.colour,
                             .columns = size.columns - 1,
                             .rows = size.rows,
                             .question = question_}));
}

}  // namespace firedrill::cli
