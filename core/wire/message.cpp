#include "core/wire/message.hpp"

#include "core/base/assert.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"
#include "core/wire/tame.hpp"
#include "core/wire/utf8.hpp"

namespace firedrill::wire {

namespace {

constexpr std::size_t length_bytes = 4;
constexpr std::size_t sum_bytes = 8;
constexpr std::size_t head_bytes = length_bytes + sum_bytes;

/// Big endian.
std::string number(std::uint64_t value, std::size_t bytes) {
    std::string out(bytes, '\0');
    for (std::size_t i = 0; i < bytes; ++i)
        out[i] = static_cast<char>((value >> (8 * (bytes - 1 - i))) & 0xffU);
    return out;
}

std::uint64_t number_in(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    return value;
}

}  // namespace

std::string encode(const Message& message) {
    // A program may print anything; JSON is UTF-8 only, and a peer would refuse the frame.
    const std::string body = repaired_utf8(canonical(to_json(message)));
    DRILL_ASSERT(body.size() <= frame_bytes_max);
    return frame(body);
}

std::string frame(std::string_view body) {
    return number(body.size(), length_bytes) + number(xxh3_64(body), sum_bytes) + std::string(body);
}

Result<Message> decode(std::string_view body) {
    DRILL_TRY(value, parse_json(body, frame_bytes_max));
    DRILL_TRY(message, from_json<Message>(value));
    DRILL_CHECK(tame(message));
    return std::move(message);
}

Result<std::optional<std::string>> FrameReader::next() {
    const std::string_view rest = std::string_view(buffer_).substr(start_);
    if (rest.size() < length_bytes) return std::optional<std::string>{};
    const std::size_t length = number_in(rest.substr(0, length_bytes));
    if (length == 0) return fail(Errc::invalid_input, "an empty frame");
    if (length > bytes_max_)
        return fail(Errc::invalid_input, "a frame of " + std::to_string(length) +
                                             " bytes; at most " + std::to_string(bytes_max_) +
                                             " are accepted here");
    if (rest.size() < head_bytes + length) return std::optional<std::string>{};
    std::optional<std::string> body{std::string(rest.substr(head_bytes, length))};
    // A changed byte could name another step: what is not exactly what was sent is nothing.
    if (number_in(rest.substr(length_bytes, sum_bytes)) != xxh3_64(*body))
        return fail(Errc::invalid_input, "a frame whose checksum is wrong",
                    "install the same version on both sides; if it is, look for what changes bytes "
                    "on the way");
    start_ += head_bytes + length;
    if (start_ == buffer_.size()) {
        buffer_.clear();
        start_ = 0;
    }
    return body;
}

void FrameReader::feed(std::string_view bytes) {
    if (start_ > 0) buffer_.erase(0, start_);
    start_ = 0;
    buffer_.append(bytes);
}

}  // namespace firedrill::wire
