// What a process that was forked finds where its parent has secrets.
#pragma once

namespace hmacsweep {

/// From now on a process that is forked finds zeros where this one has secret memory (secret_memory.hpp), except in
/// blocks that were allocated before the call. It may release inherited blocks, and allocates others. A library that
/// calls this must refuse to use inherited secrets in the child: a key of zeros is one that everybody knows. Without
/// effect where AddressSanitizer watches blocks, and on Linux before 4.14. For single-threaded use; later calls are
/// no-ops. Throws std::bad_alloc.
void wipe_secrets_on_fork();

}    // namespace hmacsweep
