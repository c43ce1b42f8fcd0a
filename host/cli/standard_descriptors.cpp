#include "host/cli/standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace hmacsweep::cli {

void reserve_standard_descriptors() {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
        if (fcntl(fd, F_GETFD) == -1) {
            // The lowest number that is free, which is this one.
            static_cast<void>(open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY));
        }
    }
}

}    // namespace hmacsweep::cli
