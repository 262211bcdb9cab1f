// Reaches a resident program that has dialled in at the workspace's gate.
#pragma once

#include "core/wire/enrolment.hpp"
#include "orchestrator/links/pipe.hpp"

#include <filesystem>

namespace firedrill::links {

std::unique_ptr<Connector> gate_connector(asio::any_io_executor executor,
                                          std::filesystem::path socket, wire::Identity who);

}  // namespace firedrill::links
