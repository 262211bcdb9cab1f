// What a step's program started and left behind when the agent was killed. The program itself dies
// with the agent (PDEATHSIG), its children do not: they would go on acting while the attempt counts
// as interrupted, or run for ever. The agent's next start ends them before anybody is answered.
//
// They are told by a mark in their environment, which names the agent, its session, and by their
// group, whose leader is gone. A daemon that left the session is none of them. One thread.
#pragma once

#include <string>

namespace firedrill::agent {

/// "FIREDRILL_AGENT=PID.START.SESSION": for the environment of every program that we start.
std::string agent_mark();

/// Ends those of agents that are gone; returns how many there were.
int end_stragglers();

}  // namespace firedrill::agent
