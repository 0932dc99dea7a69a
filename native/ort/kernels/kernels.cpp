#include "kernels.h"

#include <array>
#include <climits>
#include <exception>
#include <map>
#include <mutex>

namespace saccade::ort {
namespace {

/// A kind as one library calls it.
struct CustomOp : OrtCustomOp {
  const Library* library;
  const KernelKind* kind;
};

/// A node: the runtime holds it by a bare pointer.
struct Instance {
  const Library* library;
  std::unique_ptr<Kernel> kernel;
};

const CustomOp& CustomOpOf(const OrtCustomOp* op) { return *static_cast<const CustomOp*>(op); }

/// Runs what may throw on behalf of the runtime, which is C.
template <typename Call>
OrtStatus* Guard(const Library& library, const Call& call) noexcept {
  try {
    call();
    return nullptr;
  } catch (const std::exception& error) {
    return library.api().CreateStatus(kInvalidArgument, error.what());
  }
}

constexpr int kRequired = 0;
constexpr int kOptional = 1;
constexpr int kFloat32 = 1;

OrtStatus* Make(const OrtCustomOp* op, const void*, const OrtKernelInfo* info, void** made) {
  const Library& library = *CustomOpOf(op).library;
  return Guard(library, [&] {
    auto kernel = CustomOpOf(op).kind->make(KernelAttributes(library, info));
    *made = new Instance{&library, std::move(kernel)};
  });
}

OrtStatus* Compute(void* made, OrtKernelContext* context) {
  const auto& instance = *static_cast<const Instance*>(made);
  return Guard(*instance.library,
               [&] { instance.kernel->Compute(KernelCall(*instance.library, context)); });
}

CustomOp Describe(const Library& library, const KernelKind& kind) {
  CustomOp op{};
  op.version = kCustomOpApi;
  op.library = &library;
  op.kind = &kind;
  op.GetName = [](const OrtCustomOp* own) { return CustomOpOf(own).kind->name; };
  // None: the CPU's.
  op.GetExecutionProviderType = [](const OrtCustomOp*) -> Text { return nullptr; };
  op.GetInputType = [](const OrtCustomOp*, std::size_t) { return kFloat32; };
  op.GetInputTypeCount = [](const OrtCustomOp* own) { return CustomOpOf(own).kind->inputs; };
  op.GetOutputType = [](const OrtCustomOp*, std::size_t) { return kFloat32; };
  op.GetOutputTypeCount = [](const OrtCustomOp* own) { return CustomOpOf(own).kind->outputs; };
  op.GetInputCharacteristic = [](const OrtCustomOp* own, std::size_t index) {
    return index < CustomOpOf(own).kind->required_inputs ? kRequired : kOptional;
  };
  op.GetOutputCharacteristic = [](const OrtCustomOp* own, std::size_t index) {
    return index < CustomOpOf(own).kind->required_outputs ? kRequired : kOptional;
  };
  op.GetInputMemoryType = [](const OrtCustomOp*, std::size_t) { return kMemoryDefault; };
  op.CreateKernelV2 = Make;
  op.KernelComputeV2 = Compute;
  op.KernelDestroy = [](void* made) { delete static_cast<Instance*>(made); };
  op.GetStartVersion = [](const OrtCustomOp*) { return 1; };
  op.GetEndVersion = [](const OrtCustomOp*) { return INT_MAX; };
  return op;
}

OrtCustomOpDomain* DomainOf(const Library& library) {
  static std::mutex mutex;
  // Leaked on purpose, as the library is: sessions of forgotten threads may still use it.
  static auto& domains = *new std::map<const Library*, OrtCustomOpDomain*>();
  const std::lock_guard lock(mutex);
  OrtCustomOpDomain*& domain = domains[&library];
  if (domain != nullptr) return domain;
  const Api& api = library.api();
  OrtCustomOpDomain* made = nullptr;
  library.Check(api.CreateCustomOpDomain(kKernelDomain, &made), ErrorKind::kOpen);
  for (const KernelKind* kind : Kernels()) {
    library.Check(api.CustomOpDomain_Add(made, new CustomOp(Describe(library, *kind))),
                  ErrorKind::kOpen);
  }
  return domain = made;
}

}  // namespace

std::span<const KernelKind* const> Kernels() noexcept {
  static constexpr std::array kinds{&kBlockedGroupNorm, &kBlockedGroupNormGradient, &kElementwise,
                                    &kGroupNorm,        &kGroupNormGradient,        &kImageRows};
  return kinds;
}

void AppendKernels(const Library& library, OrtSessionOptions* options) {
  if (library.api().KernelContext_ParallelFor == nullptr) return;
  library.Check(library.api().AddCustomOpDomain(options, DomainOf(library)), ErrorKind::kOpen);
}

}  // namespace saccade::ort
