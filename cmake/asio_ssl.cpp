// The one translation unit of Boost.Asio's own source for TLS.
#include <boost/asio/ssl/impl/src.hpp>
