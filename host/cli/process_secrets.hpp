// What the program, not the library, does for the secrets in its process.
#pragma once

namespace hmacsweep::cli {

/// Puts everything that OpenSSL allocates into secret memory, since its contexts hold keys and midstates, and lets the
/// kernel write no core dump. To be called before anything else.
void keep_secrets_in_process();

}    // namespace hmacsweep::cli
