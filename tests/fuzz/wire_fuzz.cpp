// Any bytes from a peer: no crash, and what is accepted reads back the same.
#include "core/base/assert.hpp"
#include "core/wire/message.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace firedrill;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);

    wire::FrameReader reader(wire::greeting_bytes_max);
    reader.feed(bytes.substr(0, size / 2));
    reader.feed(bytes.substr(size / 2));
    while (true) {
        const auto body = reader.next();
        if (!body || !*body) break;
        (void)wire::decode(**body);
    }

    if (const auto message = wire::decode(bytes)) {
        const std::string frame = wire::encode(*message);
        const auto again = wire::decode(std::string_view(frame).substr(4));
        DRILL_ASSERT(again.has_value());
        DRILL_ASSERT(wire::encode(*again) == frame);
    }
    if (const auto decoded = wire::base64_decode(bytes))
        DRILL_ASSERT(wire::base64_encode(*decoded) == bytes);
    return 0;
}
