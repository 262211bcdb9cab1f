// Connection: how clients reach a service, and what a right answer of it is. Secrets stay where
// they are: the plan names the file, never the content. Plain values.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::plan {

/// A server's certificate is judged by those in `ca` (empty: those that the probe's host
/// believes), and must be for `name` (empty: the host of the url).
struct Tls {
    std::string ca;
    std::string name;
};
BOOST_DESCRIBE_STRUCT(Tls, (), (ca, name))

struct HttpRequest {
    std::string method = "GET";  ///< GET, HEAD or POST
    std::map<std::string, std::string> headers;
    std::string body;
};
BOOST_DESCRIBE_STRUCT(HttpRequest, (), (method, headers, body))

struct HttpExpectation {
    int status = 200;
    std::string body;                         ///< a part of it; empty: anything
    std::map<std::string, std::string> json;  ///< JSON pointer: value as text
};
BOOST_DESCRIBE_STRUCT(HttpExpectation, (), (status, body, json))

struct Http {
    HttpRequest request;
    HttpExpectation expect;
    std::string writes;  ///< url of drill writes (docs/drill_write_contract.md); empty: none
};
BOOST_DESCRIBE_STRUCT(Http, (), (request, expect, writes))

struct DnsQuestion {
    std::string name;
    std::string type = "A";            ///< A, AAAA or CNAME
    std::vector<std::string> answers;  ///< exactly these, in any order; empty: any
};
BOOST_DESCRIBE_STRUCT(DnsQuestion, (), (name, type, answers))

struct Redis {
    int database = 0;
    std::string master;  ///< as Sentinel knows it: then the url lists the Sentinels
};
BOOST_DESCRIBE_STRUCT(Redis, (), (database, master))

/// One of the two is empty.
struct DialogLine {
    std::string send;    ///< without its line end
    std::string expect;  ///< a part of the next line
};
BOOST_DESCRIBE_STRUCT(DialogLine, (), (send, expect))

struct Connection {
    std::string id;
    std::string kind;  ///< one of connection_kinds
    std::string url;   ///< docs/probes.md says what each kind has here; none: command
    std::string user;  ///< http, redis
    std::string password_file;
    std::optional<Tls> tls;
    std::optional<Http> http;
    std::optional<DnsQuestion> dns;
    std::optional<Redis> redis;
    std::vector<std::string> run;    ///< command: program and arguments
    std::vector<DialogLine> dialog;  ///< script
};
BOOST_DESCRIBE_STRUCT(Connection, (),
                      (id, kind, url, user, password_file, tls, http, dns, redis, run, dialog))

}  // namespace firedrill::plan
