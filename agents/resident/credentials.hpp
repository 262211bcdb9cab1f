// What enrolment leaves on a host: a key that never leaves it, the certificate for that key, and
// the authority that signed it. In `tls` below the state directory: key.pem (0600; wider is
// refused), certificate.pem, authority.pem. Blocking file calls; one thread.
#pragma once

#include "agents/resident/tls.hpp"
#include "core/base/time.hpp"

#include <string>

namespace firedrill::resident {

class Credentials {
public:
    explicit Credentials(const std::string& state) : directory_(state + "/tls") {}

    bool are_there() const;
    /// A new key, not kept yet, and the request for its certificate.
    struct Fresh {
        std::string key;
        std::string request;
    };
    static Result<Fresh> make();
    /// Durably, and all of it or nothing of it. corrupt when the certificate is for another key.
    Result<void> keep(const std::string& key, const std::string& certificate,
                      const std::string& authority) const;

    /// For connections that show our certificate and believe our authority alone.
    Result<TlsContext> context() const;
    /// Of the certificate's time, how much is left, and how long it is good in all.
    struct Left {
        Nanos left{};
        Nanos whole{};
    };
    Result<Left> time_left() const;

private:
    std::string file(const char* name) const { return directory_ + "/" + name; }

    std::string directory_;
};

}  // namespace firedrill::resident
