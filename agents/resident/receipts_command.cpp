#include "agents/resident/receipts_command.hpp"

#include "agents/resident/exit_code.hpp"
#include "agents/resident/receipts.hpp"
#include "agents/resident/receipts_texts.hpp"
#include "core/base/json.hpp"
#include "core/model/printable.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace firedrill::resident {

namespace {

namespace text = receipts_text;

constexpr std::size_t file_bytes_max = std::size_t{1} << 30U;
constexpr std::size_t digits_min = 12, digits_max = 64;

struct Wanted {
    std::string state;
    std::string head;
    bool json = false;
    bool help = false;
};

struct Found {
    std::int64_t count = 0;
    std::string head;
    std::string broken;     ///< empty: the chain is whole
    std::int64_t torn = 0;  ///< bytes of a line that a crash cut off
    std::optional<std::int64_t> head_at;
};

Language language_of_terminal() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string_view(value).starts_with("zh") ? Language::zh : Language::en;
    }
    return Language::en;
}

Error usage(std::string what) {
    return fail(Errc::usage, std::move(what), "see receipts --help");
}

Result<void> set(Wanted& out, const std::string& name, const std::string& value) {
    if (name != "--state" && name != "--head") return usage("receipts verify: unknown " + name);
    if (value.empty()) return usage(name + " needs a value");
    const bool is_head = value.size() >= digits_min && value.size() <= digits_max &&
                         value.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (name == "--head" && !is_head)
        return usage("--head: 12 to 64 of the digits 0-9 and a-f, as they were shown");
    (name == "--state" ? out.state : out.head) = value;
    return {};
}

Result<Wanted> parse(const std::vector<std::string>& words) {
    Wanted out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--help" || words[i] == "-h") {
            out.help = true;
            return out;
        }
        if (i == 0 && words[i] == "verify") continue;
        if (words[i] == "--json") {
            out.json = true;
            continue;
        }
        DRILL_CHECK(set(out, words[i], i + 1 < words.size() ? words[i + 1] : ""));
        ++i;
    }
    if (words.empty() || words.front() != "verify") return usage("receipts verify --state DIR");
    if (out.state.empty()) return usage("--state is missing");
    return out;
}

/// The record among the first `bytes` whose digits begin so.
std::optional<std::int64_t> find_head(std::string_view bytes, std::string_view head) {
    for (std::int64_t number = 1; !bytes.empty(); ++number) {
        if (bytes.starts_with(head)) return number;
        bytes.remove_prefix(std::min(bytes.find('\n'), bytes.size() - 1) + 1);
    }
    return std::nullopt;
}

Result<Found> look(const Wanted& wanted) {
    DRILL_TRY(bytes, read_file(wanted.state + "/receipts", file_bytes_max));
    const Chain chain = read_chain(bytes);
    Found out{.count = chain.count, .head = chain.head};
    if (const auto read = read_receipts(bytes); !read)
        out.broken = chain.broken.empty() ? read.error().what : chain.broken;
    else
        out.torn = static_cast<std::int64_t>(bytes.size() - read->good);
    if (!wanted.head.empty())
        out.head_at = find_head(std::string_view(bytes).substr(0, chain.bytes), wanted.head);
    return out;
}

bool is_good(const Found& found, const Wanted& wanted) {
    return found.broken.empty() && (wanted.head.empty() || found.head_at);
}

void print_json(const Found& found, const Wanted& wanted) {
    json::object out{{"count", found.count},
                     {"head", found.head},
                     {"whole", found.broken.empty()},
                     {"torn_bytes", found.torn}};
    if (!found.broken.empty()) out["broken"] = found.broken;
    if (!wanted.head.empty()) out["head_found"] = found.head_at.has_value();
    if (found.head_at) out["head_at"] = *found.head_at;
    std::printf("%s\n", canonical(out).c_str());
}

void print(const Found& found, const Wanted& wanted, Language language) {
    const auto line = [&](const Message& message, const auto&... values) {
        std::printf("%s\n", model::printable(say(language, message, values...)).c_str());
    };
    line(text::count, found.count);
    line(text::head, found.head.empty() ? "-" : found.head);
    if (found.broken.empty())
        line(text::whole);
    else
        line(text::broken, found.broken);
    if (found.torn > 0) line(text::torn, found.torn);
    if (found.head_at)
        line(text::found, wanted.head, *found.head_at);
    else if (!wanted.head.empty())
        line(text::not_found, wanted.head);
}

}  // namespace

int receipts_main(const std::vector<std::string>& words) {
    const Language language = language_of_terminal();
    const auto wanted = parse(words);
    if (wanted && wanted->help) {
        std::fputs(say(language, text::help).c_str(), stdout);
        return 0;
    }
    const auto found = wanted ? look(*wanted) : Result<Found>(wanted.error());
    if (!found) {
        std::fprintf(stderr, "%s\n", model::printable(describe(found.error()), true).c_str());
        return exit_code(found.error().code);
    }
    if (wanted->json)
        print_json(*found, *wanted);
    else
        print(*found, *wanted, language);
    return is_good(*found, *wanted) ? 0 : 1;
}

}  // namespace firedrill::resident
