// The keys of approvers as files: private (0600, refused when it is wider) and public (.pub).
// Blocking; no thread rule.
#pragma once

#include "core/base/signature.hpp"
#include "core/base/text.hpp"

#include <string>

namespace firedrill::cli {

/// A new key in `path`, its public half in `path`.pub. Never writes over a file.
Result<PrivateKey> make_key_file(const std::string& path, Language language);
/// Refused if anybody but its owner, who is us, may read it.
Result<PrivateKey> read_key_file(const std::string& path, Language language);
/// The public key of either file.
Result<std::string> public_key_in(const std::string& path, Language language);

}  // namespace firedrill::cli
