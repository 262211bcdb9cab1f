#include "core/wire/message.hpp"

#include "core/base/assert.hpp"
#include "core/base/json.hpp"
#include "core/wire/utf8.hpp"

namespace firedrill::wire {

namespace {

constexpr std::size_t head_bytes = 4;

std::string head(std::size_t length) {
    std::string out(head_bytes, '\0');
    for (std::size_t i = 0; i < head_bytes; ++i)
        out[i] = static_cast<char>((length >> (8 * (head_bytes - 1 - i))) & 0xffU);
    return out;
}

std::size_t length_of(std::string_view head) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < head_bytes; ++i)
        length = length << 8U | static_cast<unsigned char>(head[i]);
    return length;
}

}  // namespace

std::string encode(const Message& message) {
    // A program may print anything; JSON is UTF-8 only, and a peer would refuse the frame.
    const std::string body = repaired_utf8(canonical(to_json(message)));
    DRILL_ASSERT(body.size() <= frame_bytes_max);
    return head(body.size()) + body;
}

Result<Message> decode(std::string_view body) {
    DRILL_TRY(value, parse_json(body, frame_bytes_max));
    return from_json<Message>(value);
}

Result<std::optional<std::string>> FrameReader::next() {
    const std::string_view rest = std::string_view(buffer_).substr(start_);
    if (rest.size() < head_bytes) return std::optional<std::string>{};
    const std::size_t length = length_of(rest);
    if (length == 0) return fail(Errc::invalid_input, "an empty frame");
    if (length > bytes_max_)
        return fail(Errc::invalid_input, "a frame of " + std::to_string(length) +
                                             " bytes; at most " + std::to_string(bytes_max_) +
                                             " are accepted here");
    if (rest.size() < head_bytes + length) return std::optional<std::string>{};
    std::optional<std::string> body{std::string(rest.substr(head_bytes, length))};
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
