// The descriptors 0, 1 and 2. The program may be started with some of them closed.
#pragma once

namespace hmacsweep::cli {

/// Opens each closed one of these descriptors so that it cannot be read (0) or written (1, 2). Otherwise the next file
/// that the program opens gets the number, and output for people is written into that file. To be called first.
void reserve_standard_descriptors();

}    // namespace hmacsweep::cli
