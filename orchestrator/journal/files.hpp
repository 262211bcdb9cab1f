// What the files of a store need of the operating system. No thread rule.
#pragma once

#include "core/base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace firedrill::journal {

/// "what place: errno's text", and where to look.
Error os_error(std::string_view what, const std::filesystem::path& place);

/// The wall clock as text, for people.
std::string utc_now();

/// Makes names that were created in the directory durable.
Result<void> sync_directory(const std::filesystem::path& directory);

}  // namespace firedrill::journal
