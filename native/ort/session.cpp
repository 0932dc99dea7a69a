#include "session.h"

#include <algorithm>

#include "kernels/kernels.h"
#include "providers.h"

namespace saccade::ort {
namespace {

SessionOptionsHandle OptionsOf(const Library& library, const SessionConfig& config) {
  const Api& api = library.api();
  const auto check = [&](OrtStatus* status) { library.Check(status, ErrorKind::kOpen); };
  OrtSessionOptions* made = nullptr;
  check(api.CreateSessionOptions(&made));
  auto options = Own<SessionOptionsHandle>(api, made);
  check(api.SetSessionExecutionMode(made, kExecuteSequentially));
  check(api.SetSessionGraphOptimizationLevel(made, kOptimizeAll));
  check(api.SetIntraOpNumThreads(made, config.threads));
  check(api.SetInterOpNumThreads(made, 1));
  // Planned ahead, the second run takes the sum of all pieces as one block and keeps those of the
  // first: twice the memory at the same speed.
  check(api.DisableMemPattern(made));
  check(config.keeps_memory ? api.EnableCpuMemArena(made) : api.DisableCpuMemArena(made));
  if (config.keeps_memory && library.has_arena()) {
    check(api.AddSessionConfigEntry(made, "session.use_env_allocators", "1"));
  }
  check(api.SetSessionLogSeverityLevel(made, kLogFatal));
  check(api.AddSessionConfigEntry(made, "session.intra_op.allow_spinning", "0"));
  if (config.refuses_cpu) {
    check(api.AddSessionConfigEntry(made, "session.disable_cpu_ep_fallback", "1"));
  }
  if (!config.profile.empty()) check(api.EnableProfiling(made, config.profile.c_str()));
  for (const ProviderConfig& provider : config.providers) AppendProvider(library, made, provider);
  // Beside another provider they would draw a step's data back to the CPU.
  const bool is_on_cpu = std::ranges::all_of(
      config.providers, [](const ProviderConfig& provider) { return provider.name == "cpu"; });
  if (is_on_cpu) AppendKernels(library, made);
  return options;
}

using CountFunction = OrtStatus* (*)(const OrtSession*, std::size_t*);
using NameFunction = OrtStatus* (*)(const OrtSession*, std::size_t, OrtAllocator*, char**);
using TypeFunction = OrtStatus* (*)(const OrtSession*, std::size_t, OrtTypeInfo**);

/// What the opened model says of its inputs, or of its outputs.
std::vector<TensorSpec> SpecsOf(const Library& library, OrtSession* session, CountFunction count_of,
                                NameFunction name_of, TypeFunction type_of) {
  const Api& api = library.api();
  const auto check = [&](OrtStatus* status) { library.Check(status, ErrorKind::kOpen); };
  OrtAllocator* allocator = nullptr;
  check(api.GetAllocatorWithDefaultOptions(&allocator));
  std::size_t count = 0;
  check(count_of(session, &count));
  std::vector<TensorSpec> specs;
  for (std::size_t i = 0; i < count; ++i) {
    char* text = nullptr;
    check(name_of(session, i, allocator, &text));
    const std::string name = text;
    check(api.AllocatorFree(allocator, text));
    OrtTypeInfo* type = nullptr;
    check(type_of(session, i, &type));
    const auto owned = Own<TypeInfoHandle>(api, type);
    const OrtTensorInfo* tensor = nullptr;
    check(api.CastTypeInfoToTensorInfo(type, &tensor));
    if (tensor == nullptr) throw Error(ErrorKind::kOpen, "'" + name + "' is not a tensor");
    int element = 0;
    std::size_t rank = 0;
    check(api.GetTensorElementType(tensor, &element));
    check(api.GetDimensionsCount(tensor, &rank));
    std::vector<std::int64_t> shape(rank);
    check(api.GetDimensions(tensor, shape.data(), rank));
    specs.push_back({name, static_cast<ElementType>(element), std::move(shape)});
  }
  return specs;
}

const TensorSpec* Find(const std::vector<TensorSpec>& specs, const std::string& name) {
  for (const TensorSpec& spec : specs) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

void RequireSame(const std::string& side, const std::vector<TensorSpec>& program,
                 const std::vector<TensorSpec>& model) {
  for (const TensorSpec& spec : program) {
    const TensorSpec* const actual = Find(model, spec.name);
    if (actual == nullptr) {
      throw Error(ErrorKind::kOpen,
                  "the program's " + side + " '" + spec.name + "' is not in the model");
    }
    if (actual->type != spec.type || actual->shape != spec.shape) {
      throw Error(ErrorKind::kOpen, side + " '" + spec.name + "' is " + spec.Describe() +
                                        " in the program, " + actual->Describe() + " in the model");
    }
  }
}

}  // namespace

SessionHandle OpenSession(const Library& library, const std::string& what,
                          std::span<const std::byte> model, const SessionConfig& config,
                          const std::vector<TensorSpec>& inputs,
                          const std::vector<TensorSpec>& outputs) {
  const Api& api = library.api();
  try {
    const SessionOptionsHandle options = OptionsOf(library, config);
    OrtSession* made = nullptr;
    library.Check(api.CreateSessionFromArray(library.env(), model.data(), model.size(),
                                             options.get(), &made),
                  ErrorKind::kOpen);
    SessionHandle session(made, api.ReleaseSession);
    const auto taken = SpecsOf(library, made, api.SessionGetInputCount, api.SessionGetInputName,
                               api.SessionGetInputTypeInfo);
    RequireSame("input", inputs, taken);
    RequireSame("output", outputs,
                SpecsOf(library, made, api.SessionGetOutputCount, api.SessionGetOutputName,
                        api.SessionGetOutputTypeInfo));
    for (const TensorSpec& spec : taken) {
      if (Find(inputs, spec.name) == nullptr) {
        throw Error(ErrorKind::kOpen,
                    "the model's input '" + spec.name + "' is not in the program");
      }
    }
    return session;
  } catch (const Error& error) {
    throw Error(ErrorKind::kOpen, what + ": " + error.what());
  }
}

}  // namespace saccade::ort
