// Connections of inventory.yaml: as written, placeholders and all. Plain values.
#pragma once

#include "core/model/place.hpp"

#include <optional>
#include <string>
#include <vector>

namespace firedrill::model {

struct DialogLine {
    Word send;
    Word expect;
};

struct Connection {
    Word id;
    std::string kind;
    Word url;
    Word user;
    Word password_file;

    bool tls = false;
    Word tls_ca;
    Word tls_name;

    std::string method = "GET";  ///< http
    WordMap headers;
    Word body;
    int status = 200;
    Word expect_body;
    WordMap expect_json;
    Word writes;

    Word question;  ///< dns
    std::string type = "A";
    Words answers;

    int database = 0;  ///< redis
    Word sentinel_master;

    Words run;                       ///< command
    std::vector<DialogLine> dialog;  ///< script
};

}  // namespace firedrill::model
