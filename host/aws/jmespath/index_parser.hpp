// The part of the parser that needs no recursion: what is between brackets that hold numbers.
#pragma once

#include "host/aws/jmespath/node.hpp"
#include "host/aws/jmespath/token_stream.hpp"

namespace hmacsweep::aws::jmespath {

/// An index or a slice, from the token behind the left bracket to the right bracket. Throws ParseError.
[[nodiscard]] NodePointer parse_index(TokenStream& tokens);

}    // namespace hmacsweep::aws::jmespath
