// For the compiler only: no file may rely on it (cmake/DrillPrecompiled.cmake).
#pragma once

#include "standard.hpp"

#include <catch2/catch.hpp>
