#include "core/plan/approval.hpp"

#include "core/base/json.hpp"
#include "core/plan/approval_texts.hpp"

namespace firedrill::plan {

namespace {

namespace texts = approval_texts;

constexpr std::string_view purpose = "firedrill approval 1";
constexpr std::size_t id_digits = 32;

std::string words_of(Approval approval) {
    approval.signature.clear();
    return canonical(to_json(approval));
}

bool is_hex(std::string_view text, std::size_t count) {
    return text.size() == count && text.find_first_not_of("0123456789abcdef") == text.npos;
}

Error not_one(const std::string& why) {
    return fail(Errc::invalid_input, say(Language::en, texts::not_one, why));
}

Result<void> is_well_formed(const Approval& approval) {
    if (approval.format != 1) return not_one("its format is of a later version");
    if (!is_hex(approval.id, id_digits)) return not_one("its id is none");
    if (!is_hex(approval.plan, 64)) return not_one("it names no plan");
    if (approval.person.empty()) return not_one("it names nobody");
    if (!is_public_key(approval.key)) return not_one("its key is none");
    if (approval.until <= approval.from || approval.until - approval.from > approval_window_max)
        return not_one("its time is none");
    return {};
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Result<void> is_for(const Approval& approval, const Occasion& occasion, Language language) {
    const auto refuse = [](std::string why) { return fail(Errc::refused, std::move(why)); };
    if (approval.plan != occasion.plan)
        return refuse(say(language, texts::other_plan, approval.plan.substr(0, 12)));
    if (approval.step != occasion.step)
        return refuse(approval.step.empty() ? say(language, texts::whole_plan, occasion.step)
                                            : say(language, texts::other_step, approval.step));
    if (!approval.drill.empty() && approval.drill != occasion.drill)
        return refuse(say(language, texts::other_drill, approval.drill));
    return {};
}

}  // namespace

Approval sign(Approval approval, const PrivateKey& key) {
    approval.key = key.public_key();
    approval.signature = key.sign(purpose, words_of(approval));
    return approval;
}

std::string approval_text(const Approval& approval) {
    return canonical(to_json(approval));
}

Result<Approval> read_approval(std::string_view text) {
    DRILL_TRY(value, parse_json(trimmed(text), approval_bytes_max));
    DRILL_TRY(approval, from_json<Approval>(value));
    DRILL_CHECK(is_well_formed(approval));
    return std::move(approval);
}

bool is_genuine(const Approval& approval) {
    return is_signed_by(approval.key, purpose, words_of(approval), approval.signature);
}

Result<void> stands_for(const Approval& approval, const Occasion& occasion, Language language) {
    if (!is_genuine(approval)) return fail(Errc::refused, say(language, texts::forged));
    DRILL_CHECK(is_for(approval, occasion, language));
    if (occasion.wall < approval.from)
        return fail(Errc::refused, say(language, texts::not_yet, to_iso(approval.from)));
    if (occasion.wall >= approval.until + occasion.grace)
        return fail(Errc::refused, say(language, texts::expired, to_iso(approval.until)));
    return {};
}

}  // namespace firedrill::plan
