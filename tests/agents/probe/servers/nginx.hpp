// A web server: /health answers with JSON, /down with 503; over TLS with a certificate of its own.
#pragma once

#include "tests/agents/probe/servers/server.hpp"

namespace firedrill::test {

class Nginx final : public Server {
public:
    static constexpr const char* program = "/usr/sbin/nginx";
    static constexpr const char* health = R"({"status":"up","parts":[{"name":"db","up":true}]})";

    /// `days` is how long the certificate is good for from now on; for 127.0.0.1 and trade.test.
    explicit Nginx(int days = 2) {
        make_certificate(days);
        write("health", health);
        write("nginx.conf",
              "daemon off; master_process off; pid " + file("pid") + "; error_log " +
                  file("errors") + ";\nevents {}\nhttp {\n access_log " + file("access") +
                  ";\n client_body_temp_path " + file("body") + "; proxy_temp_path " +
                  file("proxy") + "; fastcgi_temp_path " + file("fcgi") + "; uwsgi_temp_path " +
                  file("uwsgi") + "; scgi_temp_path " + file("scgi") +
                  ";\n server {\n  listen 127.0.0.1:" + std::to_string(port()) +
                  ";\n  listen 127.0.0.1:" + std::to_string(tls_port_) + " ssl;\n" +
                  "  ssl_certificate " + certificate() + "; ssl_certificate_key " + file("key") +
                  ";\n  location /health { default_type application/json; alias " + file("health") +
                  "; }\n  location /down { return 503; }\n"
                  "  location /moved { return 302 /health; }\n"
                  "  location /asked { return 200 \"$request_method $http_x_drill "
                  "$http_authorization\"; }\n }\n}\n");
        is({program, "-p", file(""), "-c", file("nginx.conf"), "-e", file("errors")}, [this] {
            return run_program(
                       {"/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(port())})
                       .exit == 0;
        });
    }

    std::string url(const std::string& path = "/health") const {
        return "http://" + address() + path;
    }
    std::string tls_url(const std::string& path = "/health") const {
        return "https://127.0.0.1:" + std::to_string(tls_port_) + path;
    }

private:
    int tls_port_ = free_port();
};

}  // namespace firedrill::test
