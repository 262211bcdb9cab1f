// The one translation unit of Boost.Asio's own source.
#include <boost/asio/impl/src.hpp>
