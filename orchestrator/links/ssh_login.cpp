#include "orchestrator/links/ssh_login.hpp"

#include <fmt/format.h>

#include <memory>

namespace firedrill::links {

namespace {

struct FreeKey {
    void operator()(ssh_key key) const { ssh_key_free(key); }
};
using Key = std::unique_ptr<std::remove_pointer_t<ssh_key>, FreeKey>;

/// "SHA256:…", as ssh-keygen -l shows it; empty when there is no key.
std::string fingerprint_of(ssh_session session) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session, &raw) != SSH_OK) return "";
    const Key key(raw);
    unsigned char* hash = nullptr;
    std::size_t size = 0;
    if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0) return "";
    char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
    ssh_clean_pubkey_hash(&hash);
    const std::string out = text == nullptr ? "" : text;
    ssh_string_free_char(text);
    return out;
}

std::string known_name(const SshHop& hop) {
    return hop.port == 22 ? hop.address : fmt::format("'[{}]:{}'", hop.address, hop.port);
}

}  // namespace

Result<void> SshLogin::check_host_key(const SshTarget& target) {
    const SshHop& hop = session_.hop();
    const std::string fingerprint = fingerprint_of(session_.session_);
    switch (ssh_session_is_known_server(session_.session_)) {
        case SSH_KNOWN_HOSTS_OK: return {};
        case SSH_KNOWN_HOSTS_CHANGED:
        case SSH_KNOWN_HOSTS_OTHER:
            return fail(Errc::refused,
                        fmt::format("{} shows the host key {}, and known_hosts has another one: "
                                    "somebody may be in between",
                                    place_of(hop), fingerprint),
                        "if the host was set up anew, compare the key at its console and remove "
                        "the old one: ssh-keygen -R " +
                            known_name(hop));
        case SSH_KNOWN_HOSTS_NOT_FOUND:
        case SSH_KNOWN_HOSTS_UNKNOWN:
            if (target.accept_new_host) return accept_new_host(fingerprint);
            return fail(Errc::refused,
                        fmt::format("known_hosts does not have {}; it shows the host key {}",
                                    place_of(hop), fingerprint),
                        "compare that at the host's console (ssh-keygen -lf "
                        "/etc/ssh/ssh_host_ed25519_key.pub), then: firedrill agent ping HOST "
                        "--accept-new-host-key");
        case SSH_KNOWN_HOSTS_ERROR: break;
    }
    return fail(Errc::io, fmt::format("cannot read known_hosts for {}: {}", place_of(hop),
                                      ssh_get_error(session_.session_)));
}

Result<void> SshLogin::accept_new_host(const std::string& fingerprint) {
    if (ssh_session_update_known_hosts(session_.session_) == SSH_OK) return {};
    return fail(Errc::io,
                fmt::format("cannot write {} ({}) to known_hosts: {}", place_of(session_.hop()),
                            fingerprint, ssh_get_error(session_.session_)));
}

Error SshLogin::denied() const {
    const SshHop& hop = session_.hop();
    const std::string keys = hop.identity.empty()
                                 ? "put a key into the ssh agent (ssh-add), or name one: `identity`"
                                 : "is its public half in authorized_keys there?";
    return fail(Errc::refused, place_of(hop) + " does not let us in", keys);
}

/// False: another way may still work.
Task<Result<bool>> SshLogin::by_identity() {
    const std::string& file = session_.hop().identity;
    if (file.empty()) co_return false;
    ssh_key raw = nullptr;
    const int read = ssh_pki_import_privkey_file(file.c_str(), nullptr, nullptr, nullptr, &raw);
    const Key key(raw);
    if (read == SSH_EOF)
        co_return fail(Errc::not_found, "cannot read the ssh key " + file, "correct `identity`");
    if (read != SSH_OK) co_return false;  // it has a passphrase: the agent may hold it
    const int answer = co_await session_.repeat(
        [&] { return ssh_userauth_publickey(session_.session_, nullptr, key.get()); },
        SSH_AUTH_AGAIN);
    if (answer == SSH_AUTH_SUCCESS) co_return true;
    if (answer == SSH_AUTH_ERROR) co_return session_.broken("cannot log in to");
    co_return denied();
}

Task<Result<void>> SshLogin::authenticate() {
    DRILL_CO_TRY(done, co_await by_identity());
    if (done) co_return Result<void>{};
    const int answer = co_await session_.repeat(
        [&] { return ssh_userauth_publickey_auto(session_.session_, nullptr, nullptr); },
        SSH_AUTH_AGAIN);
    if (answer == SSH_AUTH_SUCCESS) co_return Result<void>{};
    if (answer == SSH_AUTH_ERROR) co_return session_.broken("cannot log in to");
    co_return denied();
}

}  // namespace firedrill::links
