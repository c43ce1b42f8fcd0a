// hmacsweep._native: what the Python package needs of the library. It takes and gives Arrow's PyCapsules, needs no
// Python package, and releases the GIL while it works. The package's own functions check and explain arguments.
#include "host/columns/outcome_arrays.hpp"
#include "host/python/arrow_input.hpp"
#include "host/python/table_judge.hpp"

#include "host/base/secret_fork.hpp"
#include "host/format/recipe.hpp"
#include "host/input/shard.hpp"
#include "host/report/merge.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/unique_ptr.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using nb::literals::operator""_a;

namespace hmacsweep::python {
namespace {

// The exceptions of the package.
struct AnyError : std::runtime_error {
    using std::runtime_error::runtime_error;
};
struct KeyFileError : AnyError {
    using AnyError::AnyError;
};
struct ColumnError : AnyError {
    using AnyError::AnyError;
};

/// The keys of a ring; throws AnyError where a fork wiped them.
template <class Ring>
Ring& with_keys(Ring& ring) {
    if (!ring.is_of_this_process()) {
        throw AnyError("another process opened these keys, and none of them came with the fork; open them anew here");
    }
    return ring;
}

using Exported = std::shared_ptr<const columns::ExportedArray>;

/// A Python object with Arrow's protocol.
struct ArrowData {
    Exported array;
};

template <class Struct>
void release_capsule(PyObject* capsule) {
    auto* const held = static_cast<Struct*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
    if (held->release != nullptr) {
        held->release(held);
    }
    delete held;
}

/// A capsule that owns what `fill` makes.
template <class Struct, class Fill>
nb::object capsule_of(const char* name, Fill&& fill) {
    auto held = std::make_unique<Struct>();
    fill(*held);
    PyObject* const capsule = PyCapsule_New(held.get(), name, release_capsule<Struct>);
    if (capsule == nullptr) {
        held->release(held.get());
        throw nb::python_error();
    }
    static_cast<void>(held.release());
    return nb::steal(capsule);
}

nb::object schema_capsule(const Exported& array) {
    return capsule_of<ArrowSchema>("arrow_schema", [&](ArrowSchema& out) { columns::export_schema(*array, out); });
}

template <class Struct>
Struct& in_capsule(nb::handle capsule, const char* name) {
    auto* const held = static_cast<Struct*>(PyCapsule_GetPointer(capsule.ptr(), name));
    if (held == nullptr) {
        throw nb::python_error();
    }
    return *held;
}

/// Whether Python's signal handlers let the call go on. Asked often, and looks seldom, because the GIL may be in use.
class SignalWatch {
public:
    bool operator()() {
        constexpr std::chrono::milliseconds interval{50};
        const auto now = std::chrono::steady_clock::now();
        if (now - looked_ < interval) {
            return true;
        }
        looked_ = now;
        const nb::gil_scoped_acquire gil;
        return PyErr_CheckSignals() == 0;
    }

private:
    std::chrono::steady_clock::time_point looked_ = std::chrono::steady_clock::now();
};

TableResult judge_stream(KeyRing& keys, ArrowArrayStream& stream, const TableRequest& request,
                         const std::string& backend, const std::vector<int>& devices) {
    Result<TableResult> result{TableResult{}};
    {
        const nb::gil_scoped_release released;
        const Result<std::shared_ptr<Engine>> engine = keys.engine(backend, devices);
        if (!engine) {
            throw AnyError(engine.error().message);
        }
        result = judge_table(keys, *engine, stream, request, SignalWatch());
    }
    if (PyErr_Occurred() != nullptr) {
        throw nb::python_error();
    }
    if (!result) {
        throw ColumnError(result.error().message);
    }
    return *std::move(result);
}

TableResult judge(KeyRing& keys, nb::object table, const TableRequest& request, const std::string& backend,
                  const std::vector<int>& devices) {
    static_cast<void>(with_keys(keys));
    if (nb::hasattr(table, "__arrow_c_stream__")) {
        const nb::object capsule = table.attr("__arrow_c_stream__")();
        return judge_stream(keys, in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream"), request, backend,
                            devices);
    }
    const auto capsules = nb::cast<nb::tuple>(table.attr("__arrow_c_array__")());
    OneArrayStream stream(in_capsule<ArrowSchema>(capsules[0], "arrow_schema"),
                          in_capsule<ArrowArray>(capsules[1], "arrow_array"));
    return judge_stream(keys, stream.stream(), request, backend, devices);
}

Encoding encoding_of(const std::string& name) {
    const std::optional<Encoding> encoding = name == "raw" ? Encoding::Text : parse_encoding(name);
    if (!encoding || name == "text") {
        throw nb::value_error(("there is no encoding '" + name + "'").c_str());
    }
    return *encoding;
}

template <class Value>
Value one_of(const char* what, const std::string& name, const std::map<std::string, Value>& values) {
    const auto found = values.find(name);
    if (found == values.end()) {
        throw nb::value_error((std::string("there is no ") + what + " '" + name + "'").c_str());
    }
    return found->second;
}

/// The column names of a recipe; none for what is no recipe.
std::optional<std::vector<std::string>> recipe_columns(const std::string& message) {
    const Result<format::Recipe> recipe = format::parse_recipe(message);
    if (!recipe) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    for (const format::RecipeName& part : recipe->names) {
        names.push_back(part.name);
    }
    return names;
}

void set_columns(TableRequest& request, std::string message, std::string mac, std::string key_id, std::string algorithm,
                 std::string id) {
    columns::ColumnRequest& columns = request.columns;
    columns.message = std::move(message);
    columns.mac = std::move(mac);
    columns.key_id = std::move(key_id);
    columns.algorithm = std::move(algorithm);
    columns.id = std::move(id);
}

void set_rules(TableRequest& request, bool is_generate, std::uint32_t min_mac_bytes, bool ignore_key_state,
               const std::string& limits, const std::string& cross_check, std::uint64_t seed, std::uint32_t threads) {
    rules::RunOptions& options = request.options;
    options.operation = is_generate ? rules::Operation::Generate : rules::Operation::Verify;
    options.min_mac_bytes = min_mac_bytes;
    options.ignore_key_state = ignore_key_state;
    options.limits = one_of<rules::Limits>(
        "limits", limits, {{"auto", rules::Limits::Auto}, {"kms", rules::Limits::Kms}, {"none", rules::Limits::None}});
    options.cross_check = one_of<rules::CrossCheck>(
        "cross_check", cross_check,
        {{"none", rules::CrossCheck::None}, {"sample", rules::CrossCheck::Sample}, {"all", rules::CrossCheck::All}});
    options.seed = seed;
    options.threads = threads;
}

void set_part(TableRequest& request, std::uint64_t number, std::uint64_t of, std::uint64_t attempt,
              std::pair<std::uint64_t, std::string> files, std::pair<std::uint64_t, std::string> all_files) {
    report::Part& part = request.part.emplace();
    part.number = number;
    part.of = of;
    part.attempt = attempt;
    part.files = files.first;
    part.files_sum = std::move(files.second);
    part.all_files = all_files.first;
    part.all_files_sum = std::move(all_files.second);
    request.columns.wants_sum = true;
}

void bind_request(nb::module_& m) {
    nb::class_<TableRequest>(m, "Request")
        .def(nb::init<>())
        .def("columns", set_columns, "message"_a, "mac"_a, "key_id"_a, "algorithm"_a, "id"_a)
        .def("key", [](TableRequest& request, std::string name) { request.columns.default_key_id = std::move(name); })
        .def("candidates",
             [](TableRequest& request, std::vector<std::string> names) {
                 request.columns.candidates = {names.empty(), std::move(names)};
             })
        .def("algorithm",
             [](TableRequest& request, const std::string& name) {
                 request.columns.default_algorithm = parse_algorithm(name);
                 if (!request.columns.default_algorithm) {
                     throw nb::value_error(("there is no algorithm '" + name + "'").c_str());
                 }
             })
        .def("encodings",
             [](TableRequest& request, const std::string& message, const std::string& mac) {
                 request.columns.message_encoding = encoding_of(message);
                 request.columns.mac_encoding = encoding_of(mac);
             })
        .def("rules", set_rules, "is_generate"_a, "min_mac_bytes"_a, "ignore_key_state"_a, "limits"_a, "cross_check"_a,
             "seed"_a, "threads"_a)
        .def(
            "expect",
            [](TableRequest& request, std::optional<std::uint64_t> rows, bool allow_empty) {
                request.expectations.records = rows;
                request.expectations.allow_empty = allow_empty;
            },
            "rows"_a.none(), "allow_empty"_a)
        .def("part", set_part, "number"_a, "of"_a, "attempt"_a, "files"_a, "all_files"_a)
        .def("arguments", [](TableRequest& request, std::vector<std::pair<std::string, std::string>> arguments) {
            request.arguments = std::move(arguments);
        });
}

/// The sum over files of a list, each with its position in the whole list, size and name.
std::string sum_of_files(const std::vector<std::tuple<std::uint64_t, std::uint64_t, std::string>>& files) {
    OrderFreeSum sum;
    for (const auto& [position, size, name] : files) {
        sum.add(input::sum_of_file(position, size, name));
    }
    return sum.hex();
}

/// The summary of the whole as JSON, and why there is none: one of both is empty.
std::pair<std::string, std::string> merge(const std::vector<std::string>& summaries,
                                          std::optional<std::uint64_t> expect_rows,
                                          std::optional<std::uint64_t> expect_parts) {
    const nb::gil_scoped_release released;
    report::Merge merge;
    for (std::size_t i = 0; i < summaries.size(); ++i) {
        Result<report::Summary> summary = report::parse_summary(summaries[i]);
        if (!summary) {
            return {"", "summary " + std::to_string(i) + ": " + summary.error().message};
        }
        const std::string name =
            summary->part ? "summary of part " + std::to_string(summary->part->number) : "summary " + std::to_string(i);
        merge.add(*std::move(summary), name);
    }
    const Result<report::Summary> whole = merge.finish({.records = expect_rows, .parts = expect_parts});
    return whole ? std::pair(report::to_json(*whole), std::string()) : std::pair(std::string(), whole.error().message);
}

void bind_results(nb::module_& m) {
    nb::class_<ArrowData>(m, "ArrowData")
        .def("__len__", [](const ArrowData& data) { return data.array->length; })
        .def("__arrow_c_schema__", [](const ArrowData& data) { return schema_capsule(data.array); })
        .def(
            "__arrow_c_array__",
            [](const ArrowData& data, nb::object /*requested_schema*/) {
                return nb::make_tuple(schema_capsule(data.array),
                                      capsule_of<ArrowArray>("arrow_array", [&](ArrowArray& out) {
                                          columns::export_array(data.array, out);
                                      }));
            },
            "requested_schema"_a = nb::none())
        .def(
            "__arrow_c_stream__",
            [](const ArrowData& data, nb::object /*requested_schema*/) {
                return capsule_of<ArrowArrayStream>(
                    "arrow_array_stream", [&](ArrowArrayStream& out) { columns::export_stream(data.array, out); });
            },
            "requested_schema"_a = nb::none());
    nb::class_<TableResult>(m, "Judged")
        .def("summary", [](const TableResult& r, const KeyRing& keys) { return summary_of(with_keys(keys), r); })
        .def_ro("status", &TableResult::status)
        .def_ro("reasons", &TableResult::reasons)
        .def_prop_ro("backend_error", [](const TableResult& r) { return r.outcome->report.backend_error; })
        .def_prop_ro("accounting_error", [](const TableResult& r) { return r.outcome->report.accounting_error; })
        .def_prop_ro("num_disagreements", [](const TableResult& r) { return r.outcome->report.num_disagreements; })
        .def_prop_ro("num_rows", [](const TableResult& r) { return r.outcome->verdicts.size(); })
        .def("verdicts", [](const TableResult& r) { return ArrowData{columns::verdict_array(r.outcome)}; })
        .def("failures", [](const TableResult& r) { return ArrowData{columns::failure_table(r.outcome)}; })
        .def("macs", [](const TableResult& r) { return ArrowData{columns::mac_array(r.outcome)}; });
}

}    // namespace

// NOLINTNEXTLINE: the macro's own code
NB_MODULE(_native, m) {
    wipe_secrets_on_fork();
    const nb::exception<AnyError> base(m, "HmacsweepError");
    const nb::exception<KeyFileError> key_file_error(m, "KeyFileError", base.ptr());
    const nb::exception<ColumnError> column_error(m, "ColumnError", base.ptr());
    nb::class_<KeyRing>(m, "KeyRing")
        .def_static("open",
                    [](const std::vector<std::string>& paths) {
                        Result<std::unique_ptr<KeyRing>> keys = KeyRing::open(paths);
                        if (!keys) {
                            throw KeyFileError(keys.error().message);
                        }
                        return *std::move(keys);
                    })
        .def_prop_ro("fingerprints",
                     [](const KeyRing& keys) {
                         std::map<std::string, std::optional<std::string>> found;
                         for (const keys::Key& key : with_keys(keys).store().keys()) {
                             found[key.result_name()] =
                                 key.material.empty() ? std::nullopt : std::optional(keys::fingerprint(key));
                         }
                         return found;
                     })
        .def_prop_ro("notices", [](const KeyRing& keys) { return keys.notices(); });
    bind_request(m);
    bind_results(m);
    m.def("judge", &judge, "keys"_a, "table"_a, "request"_a, "backend"_a, "devices"_a);
    m.def("merge", &merge, "summaries"_a, "expect_rows"_a.none(), "expect_parts"_a.none());
    m.def("sum_of_files", &sum_of_files, "files"_a);
    m.def("recipe_columns", &recipe_columns, "message"_a);
}

}    // namespace hmacsweep::python
