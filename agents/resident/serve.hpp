// The main function of a resident program: `serve`, `attach`, --help, --version. Its exit codes
// are those of all our programs (0, 64 usage, 65 invalid input, 70 internal, 3 failed).
//
//   int main(int argc, char** argv) {
//       return resident::serve_main(argc, argv, {.name = "firedrill-probe",
//           .performer = plan::Performer::probe, .make = [](const Setting& s) { return …; }});
//   }
#pragma once

#include "agents/resident/options.hpp"
#include "agents/resident/performer.hpp"
#include "agents/resident/rules.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace firedrill::resident {

/// What a performer gets from its program; outlives it.
struct Setting {
    asio::any_io_executor executor;  ///< of the one io_context, one thread
    std::string host;                ///< our name in the inventory
    std::string boot;                ///< boot id of the kernel
    std::string state;               ///< directory of ours (0700), for spool files
    bool scripts = false;            ///< allowed, as far as this program is concerned
    std::string power_off = {};      ///< words; empty: this host is not switched off by us
    std::string commands = {};       ///< directory of programs that probes may run; empty: none
    ArtifactStore& artifacts;
};

struct Program {
    std::string_view name;
    plan::Performer performer = plan::Performer::agent;
    std::function<std::unique_ptr<Performer>(const Setting&)> make;
    /// serve --account, before anything is opened: returns in the process that goes on without
    /// root.
    std::function<Result<void>(const Options& options)> give_up_root = nullptr;
    ReadPolicy read_policy = nullptr;  ///< null: no policy, no kill switch
    std::string_view more_help = {};   ///< lines below `Usage` for what this program alone can do
};

int serve_main(int argc, char** argv, const Program& program);

}  // namespace firedrill::resident
