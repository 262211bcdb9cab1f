#include "agents/agent/seal.hpp"

#include "agents/resident/files.hpp"
#include "core/base/hash.hpp"
#include "core/base/json.hpp"

#include <fcntl.h>
#include <sys/random.h>

namespace firedrill::agent::helper {

namespace {

constexpr std::string_view purpose = "firedrill: what the helper of this host prepared";
constexpr const char* seal_name = "helper.seal";
constexpr const char* fence_name = "helper.fence";

std::string key_file(const std::string& directory) {
    return directory + "/key";
}

std::string digest_of(const std::optional<plan::Fence>& fence) {
    return fence ? sha256_hex(canonical(to_json(*fence))) : std::string();
}

std::string text_of(const FaultArmed& fault) {
    FaultArmed what = fault;
    what.found.erase(seal_name);
    what.lease = {};  // it is what the policy allows, at the moment
    what.attempt = 0;
    return canonical(to_json(what));
}

Result<PrivateKey> make_key(const std::string& directory) {
    PrivateKey::Seed seed{};
    if (::getrandom(seed.data(), seed.size(), 0) != static_cast<ssize_t>(seed.size()))
        return resident::os_error("no random bytes");
    PrivateKey key(seed);
    DRILL_CHECK(resident::write_file_durably(key_file(directory), key.text(), 0600));
    return key;
}

Error foreign(const FaultArmed& fault) {
    return fail(
        Errc::refused,
        "fault " + fault.step + " of drill " + fault.drill +
            " is not as this host's helper prepared it: nothing was changed",
        "mend it by hand, as `firedrill status` tells, and find out who wrote the receipts");
}

}  // namespace

std::string directory_of(const std::string& state) {
    return state + "-helper";
}

Result<std::optional<Seal>> Seal::find(const std::string& directory) {
    using Found = std::optional<Seal>;
    const auto text = resident::read_file(key_file(directory), 4096);
    if (!text && text.error().code == Errc::not_found) return Found{};
    if (!text) return text.error();
    DRILL_TRY(key, PrivateKey::read(*text));
    return Found(Seal(std::move(key)));
}

Result<Seal> Seal::open(const std::string& directory) {
    DRILL_TRY(found, find(directory));
    if (found) return std::move(*found);
    DRILL_TRY(key, make_key(directory));
    return Seal(std::move(key));
}

plan::Parameters Seal::sealed(FaultArmed fault, const std::optional<plan::Fence>& fence) const {
    fault.found[fence_name] = digest_of(fence);
    fault.found[seal_name] = key_.sign(purpose, text_of(fault));
    return std::move(fault.found);
}

Result<FaultArmed> Seal::opened(FaultArmed fault) const {
    const auto seal = fault.found.find(seal_name);
    if (seal == fault.found.end() ||
        !is_signed_by(key_.public_key(), purpose, text_of(fault), seal->second))
        return foreign(fault);
    fault.found.erase(seal);
    fault.found.erase(fence_name);
    return fault;
}

Result<FaultArmed> Seal::opened(FaultArmed fault, const std::optional<plan::Fence>& fence) const {
    const auto belongs = fault.found.find(fence_name);
    if (fence && (belongs == fault.found.end() || belongs->second != digest_of(fence)))
        return foreign(fault);
    return opened(std::move(fault));
}

}  // namespace firedrill::agent::helper
