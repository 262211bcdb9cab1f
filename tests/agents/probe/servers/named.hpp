// A BIND with zone drill.test. Its files stand where Debian's AppArmor profile lets named write.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class Named final : public Server {
public:
    static constexpr const char* program = "/usr/sbin/named";

    Named() {
        write("zone",
              "$TTL 60\n@ SOA ns.drill.test. root.drill.test. 1 3600 600 86400 60\n@ NS ns\n"
              "ns A 127.0.0.1\ndoor A 10.9.0.1\nboth A 10.9.0.1\nboth A 10.9.0.2\n"
              "six AAAA fd00::1\nalias CNAME door\n");
        write("named.conf", "options { directory \"" + file("") + "\"; listen-on port " +
                                std::to_string(port()) +
                                " { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; "
                                "pid-file none; session-keyfile none; dnssec-validation no; };\n"
                                "controls {};\nzone \"drill.test\" { type primary; file \"" +
                                file("zone") + "\"; notify no; };\n");
        is({program, "-f", "-c", file("named.conf")}, [this] {
            return said({"/usr/bin/dig", "+short", "+time=1", "+tries=1", "@127.0.0.1", "-p",
                         std::to_string(port()), "door.drill.test"}) == "10.9.0.1";
        });
    }
};

}  // namespace firedrill::test
