// Protects the secrets of the whole process. Only the program calls this, not the library.
#pragma once

namespace hmacsweep::cli {

/// Has OpenSSL allocate from secret memory, because its contexts hold keys and midstates, and forbids core dumps. To be
/// called before OpenSSL allocates anything.
void keep_secrets_in_process();

}    // namespace hmacsweep::cli
