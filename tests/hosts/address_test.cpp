// network/take-address and network/release-address: one address never lives on two hosts.
#include "agents/resident/files.hpp"
#include "tests/hosts/drilled_host.hpp"
#include "tests/support/program.hpp"
#include "tests/support/two_sites.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/if_ether.h>
#include <sys/socket.h>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

using namespace firedrill;
using namespace firedrill::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* address = "10.77.1.77";

std::string used(const std::string& playbook, const std::string& more = "") {
    return "{id: step, use: network/" + playbook + ", on: here, with: {address: " + address +
           ", length: \"24\", interface: eth0" + more + "}}";
}

/// Whether the thread's host has the address.
bool has_it() {
    return run_shell("/usr/sbin/ip -o addr show dev eth0 to " + std::string(address)).output != "";
}

void add_it() {
    REQUIRE(run_shell("/usr/sbin/ip addr add " + std::string(address) + "/24 dev eth0").code == 0);
}

/// Who answers for the address, as a neighbour asks.
bool answers() {
    return run_shell("/usr/bin/arping -q -f -c 2 -w 2 -I eth0 " + std::string(address)).code == 0;
}

struct Heard {
    std::chrono::nanoseconds at{};
    bool probe = false;  ///< asked by nobody (0.0.0.0); else it announces the address
};

/// Listens on the segment for ARP about the address.
class Ear {
public:
    Ear()
        : socket_(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
                           htons(ETHERTYPE_ARP))) {
        const int on = 1;
        ::setsockopt(socket_.get(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    }

    std::vector<Heard> heard() {
        std::vector<Heard> out;
        ether_arp packet{};
        std::array<char, 256> extra{};
        for (;;) {
            iovec bytes{&packet, sizeof packet};
            sockaddr_ll from{};
            msghdr message{};
            message.msg_name = &from;
            message.msg_namelen = sizeof from;
            message.msg_iov = &bytes;
            message.msg_iovlen = 1;
            message.msg_control = extra.data();
            message.msg_controllen = extra.size();
            if (::recvmsg(socket_.get(), &message, 0) < static_cast<ssize_t>(sizeof packet))
                return out;
            if (from.sll_pkttype == PACKET_OUTGOING || !is_about(packet)) continue;
            timespec time{};
            std::memcpy(&time, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof time);
            const std::array<unsigned char, 4> nobody{};
            const bool probe = std::memcmp(packet.arp_spa, nobody.data(), 4) == 0;
            out.push_back(
                {std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec},
                 probe});
        }
    }

private:
    static bool is_about(const ether_arp& packet) {
        in_addr wanted{};
        ::inet_pton(AF_INET, address, &wanted);
        return std::memcmp(packet.arp_tpa, &wanted, 4) == 0;
    }

    resident::Fd socket_;
};

/// The network of the thread's host, for a program elsewhere.
class Door {
public:
    Door() : network_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {}
    std::string path() const {
        return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(network_.get());
    }

private:
    resident::Fd network_;
};

bool cannot() {
    if (const std::string missing = TwoSites::missing(); !missing.empty()) {
        WARN("skipped: " << missing);
        return true;
    }
    return lacks("/usr/bin/arping") || lacks("/usr/bin/nsenter");
}

}  // namespace

TEST_CASE("an address is taken after three questions that nobody answers") {
    if (cannot()) return;
    const TwoSites sites;
    std::optional<Ear> ear;
    {
        const auto neighbour = sites.at_backup();
        ear.emplace();
    }
    DrilledHost host;
    {
        const auto inside = sites.at_main();
        const auto ended = host.play(used("take-address"));
        INFO(ended.output);
        CHECK(ended.code == 2);  // nothing was measured
        CHECK(has_it());
    }
    // then a neighbour has heard what RFC 5227 asks for
    const std::vector<Heard> heard = ear->heard();
    REQUIRE(heard.size() >= 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CHECK(heard[i].probe);
        const auto pause = heard[i + 1].at - heard[i].at;  // to the next probe, or to the claim
        CHECK(pause >= (i < 2 ? 1s : 2s) - 50ms);
        if (i < 2) CHECK(pause <= 2s + 500ms);
    }
    CHECK_FALSE(heard[3].probe);
    const auto neighbour = sites.at_backup();
    CHECK(answers());
}

TEST_CASE("an address that answers elsewhere is not taken") {
    if (cannot()) return;
    const TwoSites sites;
    {
        const auto neighbour = sites.at_backup();
        add_it();
    }
    DrilledHost host;
    const auto inside = sites.at_main();
    const auto ended = host.play(used("take-address", ", wait: 2s"));
    INFO(ended.output);
    CHECK(ended.code == 3);
    CHECK_FALSE(has_it());
}

TEST_CASE("a released address comes back when it is undone, and the segment is told") {
    if (cannot()) return;
    const TwoSites sites;
    DrilledHost host;
    {
        const auto inside = sites.at_main();
        add_it();
        const auto ended = host.play_and_undo(used("release-address"));
        INFO(ended.output);
        CHECK(ended.code == 3);
        CHECK(has_it());
    }
    const auto neighbour = sites.at_backup();
    CHECK(answers());
}

TEST_CASE("a released address that another host has taken meanwhile is not put back") {
    if (cannot()) return;
    const TwoSites sites;
    std::optional<Door> neighbour;
    {
        const auto there = sites.at_backup();
        neighbour.emplace();
    }
    DrilledHost host;
    const auto inside = sites.at_main();
    add_it();
    const auto ended = host.play_and_undo(
        used("release-address") + "\n{id: other, on: here, run: [/usr/bin/nsenter, \"--net=" +
        neighbour->path() + "\", /usr/sbin/ip, addr, add, " + address + "/24, dev, eth0]}");
    INFO(ended.output);
    CHECK(ended.code != 2);
    CHECK_FALSE(has_it());
    CHECK(answers());  // the other one still does
}
