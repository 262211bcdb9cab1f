// What the workspace knows apart from scenarios: settings, catalogue, risks, people, inventory.
// References are Words: they resolve only after lint. Plain values.
#pragma once

#include "core/base/text.hpp"
#include "core/model/connection.hpp"
#include "core/model/place.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firedrill::model {

/// firedrill.yaml
struct Settings {
    Word workspace;
    Text institution;
    std::string environment = "production";  ///< lab | test | production
    std::string timezone = "UTC";
    Languages language = Languages::both;
    std::string store = ".firedrill";
    std::string profile;
    std::string gate_listen;          ///< "10.0.9.5:7461"
    std::vector<std::string> lab_up;  ///< argv; argv[0] relative to the workspace
    std::vector<std::string> lab_down;
};

struct Business {
    Word id;
    Text title;
    int importance = 0;
    Words needs;
    Word owner;
};

struct Impact {
    Nanos after{};
    std::int64_t direct = 0;
    std::int64_t indirect = 0;
};

struct Service {
    Word id;
    Text title;
    std::string system_class;
    int priority = 0;
    Word owner;
    Words needs;
    std::optional<Nanos> rto;
    Place rto_place;
    std::string clock_start = "disruption";
    std::string clock_end = "business_verified";
    std::optional<Nanos> rpo;
    std::optional<std::int64_t> rpo_writes;
    std::optional<Nanos> mtpd;
    std::int64_t success_ppm = 990'000;
    std::optional<Nanos> latency;
    Nanos sustained = std::chrono::seconds{30};
    std::optional<Rate> peak;
    std::vector<Impact> impact;
};

struct Resource {
    Word id;
    Text title;
    std::string kind;
    Word host;
    Word site;
};

struct Supplier {
    Word id;
    Text title;
    bool critical = false;
    Word alternate;
};

struct Catalogue {
    std::vector<Business> businesses;
    std::vector<Service> services;
    std::vector<Resource> resources;
    std::vector<Supplier> suppliers;
};

struct Risk {
    Word id;
    Text title;
    std::string category;
    std::string kind;
    std::string source;
    Words services;
    int likelihood = 0;
    int impact = 0;
    std::string treatment;
    std::vector<std::string> controls;
    Word owner;
    std::string due;
    int residual_likelihood = 0;  ///< 0: not stated
    int residual_impact = 0;
    Place residual_place;
};

struct Department {
    Word id;
    Text title;
};

struct Person {
    Word id;
    Text title;
    Word department;
    Word backup;
    Word key;                ///< file of the public key, below the workspace
    std::string public_key;  ///< what that file says
};

struct Role {
    Word id;
    Text title;
    Words members;
    int quorum = 1;
    Place quorum_place;
};

struct People {
    std::vector<Department> departments;
    std::vector<Person> people;
    std::vector<Role> roles;
};

struct Site {
    Word id;
    std::string kind;
    Text title;
};

inline constexpr int ssh_port = 22;

struct Host {
    Word id;
    Text title;
    Word site;
    std::vector<std::string> roles;
    std::vector<std::string> groups;  ///< of an Ansible inventory; `on` may name them like roles
    std::string via = "local";
    Word address;
    int port = ssh_port;
    std::string user;
    Words jump;        ///< user@host:port, the nearest first; user and port may lack
    Word identity;     ///< path of the private key; empty: ssh's own choice
    Word known_hosts;  ///< path; empty: ssh's own files
    Word programs;     ///< directory of firedrill-agent there; empty: the usual one
    Word state;        ///< directory of its receipts there; empty: the usual one
    Word socket;
    WordMap vars;
    Words watch_files;
    Words watch_processes;
};

struct Inventory {
    Word
        ansible;  ///< the file that from_ansible names; hosts whose id stands in it come from there
    std::vector<Site> sites;
    std::vector<Host> hosts;
    std::vector<Connection> connections;
};

/// The item with this id, or nullptr.
template <class T>
const T* find(const std::vector<T>& items, std::string_view id) {
    for (const auto& item : items)
        if (item.id.text == id) return &item;
    return nullptr;
}

template <class T>
std::vector<std::string> ids(const std::vector<T>& items) {
    std::vector<std::string> out;
    for (const auto& item : items) out.push_back(item.id.text);
    return out;
}

}  // namespace firedrill::model
