// What two programs ask of a certificate that the other one shows: whom it names, and its digest.
// Pure.
#pragma once

#include "core/base/result.hpp"

#include <string>

struct x509_st;  // X509 of OpenSSL

namespace firedrill {

/// The one URI among its alternative names; refused when there is none, or something beside it.
Result<std::string> uri_of(const x509_st& certificate);

/// "sha256:" and 64 hex digits, over the whole certificate.
std::string fingerprint_of(const x509_st& certificate);

}  // namespace firedrill
