#pragma once

#include "standard.hpp"

#include <catch2/catch.hpp>
