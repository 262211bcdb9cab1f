#include "orchestrator/links/fetches.hpp"

namespace firedrill::links {

std::optional<wire::Fetch> Fetches::add(const Artifact& artifact, Fetched done) {
    if (sink_.has(artifact)) {
        done({});
        return std::nullopt;
    }
    queue_.push_back(
        {.artifact = artifact, .done = std::move(done), .writer = sink_.receive(artifact)});
    return queue_.size() == 1 ? next() : std::nullopt;
}

std::optional<wire::Fetch> Fetches::next() {
    if (queue_.empty()) return std::nullopt;
    const Wanted& first = queue_.front();
    return wire::Fetch{.sha256 = first.artifact.sha256, .offset = first.writer->written()};
}

std::optional<wire::Fetch> Fetches::finish(Result<void> result) {
    Wanted first = std::move(queue_.front());
    queue_.pop_front();
    first.writer.reset();
    first.done(std::move(result));
    return next();
}

std::optional<wire::Fetch> Fetches::received(const wire::Chunk& chunk) {
    if (queue_.empty()) return std::nullopt;
    Wanted& first = queue_.front();
    if (chunk.sha256 != first.artifact.sha256 || chunk.offset != first.writer->written())
        return std::nullopt;  // a late piece of a connection that broke
    auto bytes = wire::base64_decode(chunk.data);
    if (!bytes) return finish(bytes.error());
    if (auto added = first.writer->add(*bytes); !added) return finish(added);
    if (chunk.last) return finish(first.writer->finish());
    if (bytes->empty() || first.writer->written() > first.artifact.bytes)
        return finish(fail(Errc::corrupt, "the artifact " + first.artifact.name +
                                              " does not have the stated length"));
    return next();
}

std::optional<wire::Fetch> Fetches::refused(const std::string& why) {
    if (queue_.empty()) return std::nullopt;
    return finish(fail(Errc::not_found,
                       "the peer does not give " + queue_.front().artifact.name + ": " + why));
}

std::optional<wire::Fetch> Fetches::resume() {
    return next();
}

void Fetches::fail_all(const Error& error) {
    for (Wanted& wanted : std::exchange(queue_, {})) wanted.done(error);
}

}  // namespace firedrill::links
