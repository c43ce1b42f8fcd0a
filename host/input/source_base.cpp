#include "host/input/source_base.hpp"

namespace hmacsweep::input {

std::string settle_base(const Source& source, format::Shape& shape) {
    const std::string& name = source.is_member() ? source.member_name : source.name;
    const std::size_t slash = name.rfind('/');
    shape.input_name = slash == std::string::npos ? name : name.substr(slash + 1);
    if (!shape.base.empty()) {
        return {};
    }
    if (source.is_member() || !source.is_regular || name == "-") {
        return "is in no folder in which the files could be that its records name; --base DIR says where they are";
    }
    shape.base = slash == std::string::npos ? "." : name.substr(0, slash == 0 ? 1 : slash);
    return {};
}

}    // namespace hmacsweep::input
