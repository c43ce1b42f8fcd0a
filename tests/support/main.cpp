// The main function that Catch2 2.13 leaves to its users; not compiled with 3.x.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
