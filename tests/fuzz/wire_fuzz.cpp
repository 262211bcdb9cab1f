// Any bytes from a peer, or from somebody at the control socket: no crash, and what is accepted
// reads back the same.
#include "core/base/assert.hpp"
#include "core/base/json.hpp"
#include "core/wire/message.hpp"
#include "orchestrator/control/protocol.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace firedrill;

namespace {

void read_frames(std::string_view bytes) {
    wire::FrameReader reader(wire::greeting_bytes_max);
    reader.feed(bytes.substr(0, bytes.size() / 2));
    reader.feed(bytes.substr(bytes.size() / 2));
    while (true) {
        const auto body = reader.next();
        if (!body || !*body) break;
        (void)wire::decode(**body);
    }
}

void read_message(std::string_view body) {
    const auto message = wire::decode(body);
    if (!message) return;
    const std::string frame = wire::encode(*message);
    const auto again = wire::decode(std::string_view(frame).substr(12));
    DRILL_ASSERT(again.has_value());
    DRILL_ASSERT(wire::encode(*again) == frame);
}

void read_request(std::string_view body) {
    const auto value = parse_json(body, control::frame_bytes_max);
    if (!value) return;
    const auto request = from_json<control::Request>(*value);
    if (!request) return;
    const std::string text = canonical(to_json(*request));
    DRILL_ASSERT(canonical(to_json(from_json<control::Request>(*parse_json(text)).value())) ==
                 text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_frames(bytes);
    read_message(bytes);
    read_request(bytes);
    if (const auto decoded = wire::base64_decode(bytes))
        DRILL_ASSERT(wire::base64_encode(*decoded) == bytes);
    return 0;
}
