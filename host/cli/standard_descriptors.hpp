// The descriptors 0, 1 and 2, which the caller of a program may have closed.
#pragma once

namespace hmacsweep::cli {

/// Gives each that is closed something that cannot be read (0) or written (1, 2). Otherwise the next file or pipe that
/// the program opens gets the number, and results are written into it. To be called first.
void reserve_standard_descriptors();

}    // namespace hmacsweep::cli
