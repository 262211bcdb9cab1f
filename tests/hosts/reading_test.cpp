// What the system's tools print, read in one spelling, without what changes by itself.
#include "agents/agent/system_reading.hpp"
#include "agents/agent/typed_template.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;
using namespace firedrill::agent;

TEST_CASE("the same routes in another order, with lifetimes and lines down, are the same facts") {
    const std::string before =
        "default via fe80::1 dev eth0 proto ra metric 100 expires 86sec pref medium\n"
        "fe80::/64 dev eth0 proto kernel metric 256 pref medium\n"
        "fe80::/64 dev eth1 proto kernel metric 256 linkdown pref medium\n"
        "local ::1 dev lo table local proto kernel metric 0 pref medium\n";
    const std::string after =
        "fe80::/64 dev eth1 proto kernel metric 256 pref medium\n"
        "fe80::/64 dev eth0 proto kernel metric 256 pref medium\n"
        "default via fe80::1 dev eth0 proto ra metric 100 expires 12sec pref medium\n";
    const Facts facts = reading::routes("ipv6", before);
    CHECK(facts == reading::routes("ipv6", after));
    CHECK(facts.at("routes:ipv6 main default metric 100") ==
          "via fe80::1 dev eth0 proto ra pref medium");
    CHECK(facts.size() == 2);
}

TEST_CASE("routes over several gateways and those that lead nowhere are named by destination") {
    const Facts facts = reading::routes("ipv4",
                                        "10.5.0.0/16 \n\tnexthop via 10.1.0.2 dev eth0 weight 1 \n"
                                        "\tnexthop via 10.1.0.3 dev eth0 weight 1 linkdown \n"
                                        "blackhole 10.77.0.0/16 \n"
                                        "10.9.0.0/16 via 10.1.0.1 dev eth0 table 77 \n");
    CHECK(facts.at("routes:ipv4 main 10.5.0.0/16") ==
          "nexthop via 10.1.0.2 dev eth0 weight 1; nexthop via 10.1.0.3 dev eth0 weight 1");
    CHECK(facts.at("routes:ipv4 main 10.77.0.0/16") == "blackhole");
    CHECK(facts.at("routes:ipv4 77 10.9.0.0/16") == "via 10.1.0.1 dev eth0");
}

TEST_CASE(
    "a rule set is read by chains and sets, without our tables and without what packets add") {
    const Facts facts = reading::rulesets(
        "table inet f {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = { 10.0.0.1, 10.0.0.2,\n"
        "\t\t\t     10.0.0.3 }\n\t}\n\n\tset seen {\n\t\ttype ipv4_addr\n\t\tflags "
        "dynamic,timeout\n"
        "\t\telements = { 10.0.0.9 expires 3s }\n\t}\n\n\tchain in {\n"
        "\t\ttcp dport { 80, 443 } accept\n\t\tdrop\n\t}\n}\n"
        "table inet firedrill_1 {\n\tchain x {\n\t\tdrop\n\t}\n}\n");
    CHECK(facts ==
          Facts{{"nft:inet f", "table"},
                {"nft:inet f set s", "type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2, 10.0.0.3 }"},
                {"nft:inet f set seen", "type ipv4_addr; flags dynamic,timeout"},
                {"nft:inet f chain in", "tcp dport { 80, 443 } accept; drop"}});
}

TEST_CASE("queues are read without the numbers that the kernel chose") {
    const Facts facts = reading::queues(
        "qdisc noqueue 0: dev lo root refcnt 2 \nqdisc tbf 8001: dev eth0 root refcnt 3 rate "
        "1Mbit\n"
        "qdisc pfifo 7: dev eth1 parent 1:2 limit 9p\n");
    CHECK(facts == Facts{{"tc:lo root", "noqueue"},
                         {"tc:eth0 root", "tbf rate 1Mbit"},
                         {"tc:eth1 parent 1:2", "pfifo 7: limit 9p"}});
}

TEST_CASE("a template is filled, or nothing comes of it") {
    const auto fill = [](const std::string& text, const std::string& words) {
        const auto values = read_template_values(words, Language::en);
        REQUIRE(values.has_value());
        return fill_template(text, *values, Language::en);
    };
    CHECK(fill("a %{x:name} %{n:integer}", "x=db-1.example n=-3").value() == "a db-1.example -3");
    CHECK(fill("%{x:path}%{x:path}", "x=/srv/a").value() == "/srv/a/srv/a");
    for (const char* text : {"%{x:name", "%{x}", "%{x:words}", "%{y:name}", "x"})
        CHECK_FALSE(fill(text, "x=a").has_value());
    CHECK_FALSE(fill("%{x:path}", "x=/srv/../etc").has_value());
    CHECK_FALSE(fill("%{x:address}", "x=10.0.0.256").has_value());
    CHECK_FALSE(read_template_values("a=1 a=2", Language::en).has_value());
}
