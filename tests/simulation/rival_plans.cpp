#include "tests/simulation/rival_plans.hpp"

#include <fmt/format.h>

#include <array>
#include <bit>

namespace firedrill::simulation {

namespace {

using namespace std::chrono_literals;

constexpr int services_max = 6;

Bits bit(int number) {
    return Bits{1} << static_cast<unsigned>(number);
}

std::string service_name(int service) {
    return fmt::format("service-{}", service);
}

/// Each service depends on some of those after it.
class Catalogue {
public:
    explicit Catalogue(Chance& chance) {
        for (int i = services_max - 1; i >= 0; --i)
            for (int other = i + 1; other < services_max; ++other)
                if (chance.percent(20)) needs_[at(i)] |= bit(other) | needs_[at(other)];
    }
    Bits needs(int service) const { return needs_[at(service)]; }

private:
    static std::size_t at(int service) { return static_cast<std::size_t>(service); }

    std::array<Bits, services_max> needs_{};  ///< near and far
};

class Maker {
public:
    Maker(Chance& chance, const Catalogue& catalogue, int hosts)
        : chance_(chance), catalogue_(catalogue), hosts_(hosts) {}

    RivalPlan make() {
        services();
        steps();
        plan_.workspace = plan_.scenario = "rivals";
        plan_.environment = plan::Environment::test;
        plan_.phases = {plan::Phase::failover};
        const Nanos leases[] = {5s, 30s, 45s};
        plan_.guards = {.max_hosts = rival_hosts_max,
                        .max_duration = Nanos{2h},
                        .auto_revert_after = leases[chance_.below(3)]};
        ground_.lease = std::max(plan_.guards.auto_revert_after, Nanos{30s});
        for (int host = 0; host < hosts_; ++host)
            if ((ground_.hosts & bit(host)) != 0)
                plan_.hosts.push_back({.id = rival_host(host), .site = "s"});
        RivalPlan out{
            .plan = plan_, .bytes = plan::canonical_bytes(plan_), .hash = {}, .ground = ground_};
        out.hash = plan::hash(out.plan);
        return out;
    }

private:
    void services() {
        for (int count = chance_.below(3); count > 0; --count) {
            const int drilled = chance_.below(services_max);
            if (plan::Service service{.id = service_name(drilled)}; is_new(service.id)) {
                const Bits needs = catalogue_.needs(drilled);
                for (int need = 0; need < services_max; ++need)
                    if ((needs & bit(need)) != 0) service.needs.push_back(service_name(need));
                ground_.services |= bit(drilled) | needs;
                plan_.services.push_back(std::move(service));
            }
        }
    }

    bool is_new(const std::string& service) const {
        for (const auto& known : plan_.services)
            if (known.id == service) return false;
        return true;
    }

    /// One after the other; some only look.
    void steps() {
        const Bits home = static_cast<Bits>(chance_.between(1, (1 << hosts_) - 1));
        for (int count = chance_.between(2, 5); count > 0;) {
            const int host = chance_.below(hosts_);
            if ((home & bit(host)) == 0) continue;
            const bool looks = chance_.percent(35);
            plan::Step step{.id = fmt::format("step-{}", count--),
                            .phase = plan::Phase::failover,
                            .host = rival_host(host)};
            step.action = plan::Run{.argv = {"/bin/act"}, .reads_only = looks};
            step.timeout = 30s;
            ground_.hosts |= bit(host);
            if (!looks) ground_.changes |= bit(host);
            plan_.steps.push_back(std::move(step));
        }
    }

    Chance& chance_;
    const Catalogue& catalogue_;
    int hosts_;
    plan::Plan plan_;
    Ground ground_;
};

}  // namespace

bool meet_on(int host, const Ground& a, const Ground& b) {
    return (a.services & b.services) != 0 || (a.changes & b.changes & bit(host)) != 0;
}

bool meet(const Ground& a, const Ground& b) {
    const bool of_service = (a.services & b.services) != 0 && (a.hosts & b.hosts) != 0;
    return of_service || (a.changes & b.changes) != 0;
}

std::string rival_host(int host) {
    return fmt::format("h{}", host);
}

int rival_host(const std::string& name) {
    return name.at(1) - '0';
}

std::vector<RivalPlan> make_rival_plans(Chance chance, int hosts) {
    const Catalogue catalogue(chance);
    std::vector<RivalPlan> out;
    for (int count = chance.between(2, 4); count > 0; --count)
        out.push_back(Maker(chance, catalogue, hosts).make());
    return out;
}

}  // namespace firedrill::simulation
