#include "core/agent/redact.hpp"

#include "core/base/json.hpp"
#include "core/wire/message.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace firedrill::agent {

namespace {

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

std::string in_hex(std::string_view secret, bool capital) {
    std::string out;
    for (const char c : secret) {
        const auto byte = static_cast<unsigned char>(c);
        out += capital ? fmt::format("{:02X}", byte) : fmt::format("{:02x}", byte);
    }
    return out;
}

std::string in_url(std::string_view secret, bool capital, bool plus) {
    std::string out;
    for (const char c : secret) {
        if (is_unreserved(c))
            out += c;
        else if (c == ' ' && plus)
            out += '+';
        else
            out += "%" + in_hex({&c, 1}, capital);
    }
    return out;
}

/// What is the same whatever stands before (of length 3n + `shift`) and behind the secret.
std::string in_base64(std::string_view secret, std::size_t shift) {
    const std::size_t begin = (shift * 8 + 5) / 6;
    const std::size_t end = (shift + secret.size()) * 8 / 6;
    return wire::base64_encode(std::string(shift, '\0') + std::string(secret))
        .substr(begin, end - begin);
}

std::string for_urls(std::string base64) {
    std::ranges::replace(base64, '+', '-');
    std::ranges::replace(base64, '/', '_');
    return base64;
}

std::string in_json(std::string_view secret) {
    const std::string quoted = canonical(json::value(secret));
    return quoted.substr(1, quoted.size() - 2);
}

/// Between single quotes, where one of them is spelled so.
std::string in_quotes(std::string_view secret, std::string_view quote) {
    std::string out;
    for (const char c : secret)
        if (c == '\'')
            out += quote;
        else
            out += c;
    return out;
}
std::string with_backslashes(std::string_view secret) {
    std::string out;
    for (const char c : secret) {
        if (!is_unreserved(c) && c != '/') out += '\\';
        out += c;
    }
    return out;
}

/// Whatever is done to the other characters, these are spelled as they are everywhere.
std::vector<std::string> plain_runs(std::string_view secret) {
    constexpr std::size_t run_min = 8;
    std::vector<std::string> out;
    std::string run;
    for (const char c : secret) {
        if (is_unreserved(c)) {
            run += c;
            continue;
        }
        if (run.size() >= run_min) out.push_back(run);
        run.clear();
    }
    if (run.size() >= run_min) out.push_back(run);
    return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

}  // namespace

void Redactor::add(std::string_view secret) {
    if (secret.size() < secret_bytes_min) return;
    for (std::string& spelling : std::vector<std::string>{
             std::string(secret), in_url(secret, true, false), in_url(secret, false, false),
             in_url(secret, true, true), in_url(secret, false, true), in_hex(secret, true),
             in_hex(secret, false), in_json(secret), in_quotes(secret, R"('\'')"),
             in_quotes(secret, R"('"'"')"), with_backslashes(secret)})
        spellings_.push_back(std::move(spelling));
    for (std::string& run : plain_runs(secret)) spellings_.push_back(std::move(run));
    for (const std::size_t shift : {0U, 1U, 2U}) {
        spellings_.push_back(in_base64(secret, shift));
        spellings_.push_back(for_urls(spellings_.back()));
    }
    std::ranges::sort(spellings_, [](const std::string& a, const std::string& b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    spellings_.erase(std::unique(spellings_.begin(), spellings_.end()), spellings_.end());
}

std::string Redactor::redacted(std::string text) const {
    for (const std::string& spelling : spellings_) replace_all(text, spelling, secret_shown_as);
    return text;
}

std::string Redactor::redacted_beginning(std::string text) const {
    text = redacted(std::move(text));
    std::size_t cut = 0;
    for (const std::string& spelling : spellings_)
        for (std::size_t size = std::min(spelling.size() - 1, text.size()); size > cut; --size)
            if (std::string_view(text).ends_with(std::string_view(spelling).substr(0, size)))
                cut = size;
    text.resize(text.size() - cut);
    return text;
}

void Redactor::redact(AttemptReport& report) const {
    if (empty()) return;
    for (std::string* text : {&report.reason, &report.output, &report.errors})
        *text = redacted(std::move(*text));
    std::map<std::string, std::string> facts;
    for (auto& [name, value] : report.facts) facts.emplace(redacted(name), redacted(value));
    report.facts = std::move(facts);
}

}  // namespace firedrill::agent
