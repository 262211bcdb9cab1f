// Death and errors at chosen system calls, by strace. Counts are of one thread each: strace counts
// the calls of every thread by itself.
#pragma once

#include <string>
#include <vector>

namespace firedrill::crash {

/// False, with the reason printed, where strace is missing or may not trace.
bool tracing_works();

/// The words in front of a program that dies when it enters its `n`-th `call`. `path`: only calls
/// on this file count.
std::vector<std::string> killed_at(const std::string& call, int n, const std::string& path = {});
/// The `n`-th call fails with `error` (all from the n-th on if `n` ends with "+"), undone.
std::vector<std::string> failing_at(const std::string& call, const std::string& n,
                                    const std::string& error, const std::string& path = {});
/// Notes every such call in `file`.
std::vector<std::string> noting(const std::string& call, const std::string& file,
                                const std::string& path = {});
/// Of a file that noting() wrote: the calls of the thread that made most of them.
int most_calls(const std::string& file);

/// Which of `total` points are run: all where DRILL_CRASH=all, otherwise every `stride`-th.
std::vector<int> points(int total, int stride);
/// "crash: 21 of 63 points (fdatasync of the orchestrator), 20 deaths"
void tell(const std::string& what, std::size_t run, int total, int struck);

}  // namespace firedrill::crash
