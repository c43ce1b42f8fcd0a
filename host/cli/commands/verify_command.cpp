#include "host/cli/commands/batch_command.hpp"
#include "host/cli/commands/status.hpp"

#include <fmt/format.h>

namespace hmacsweep::cli {
namespace {

int check_and_run(const Invocation& invocation, rules::Operation operation) {
    Result<BatchRequest> request = make_batch_request(invocation.given, operation);
    if (!request) {
        complain(request.error().message);
        say(fmt::format("Try hmacsweep {} --help\n", operation == rules::Operation::Verify ? "verify" : "generate"));
        return as_int(report::Status::Usage);
    }
    request->command = {"hmacsweep"};
    request->command.insert(request->command.end(), invocation.arguments.begin(), invocation.arguments.end());
    return run_batch(*request);
}

}    // namespace

int run_verify(const Invocation& invocation) {
    return check_and_run(invocation, rules::Operation::Verify);
}

int run_generate(const Invocation& invocation) {
    return check_and_run(invocation, rules::Operation::Generate);
}

}    // namespace hmacsweep::cli
