#include "bound_program.h"

#include <cstring>

#include "host_value.h"

namespace saccade::ort {
namespace {

void RequireSizes(const char* side, const std::vector<TensorSpec>& specs,
                  const std::vector<std::span<std::byte>>& given, bool may_be_absent) {
  if (given.size() != specs.size()) {
    throw Error(ErrorKind::kInput, "expected " + std::to_string(specs.size()) + " " + side +
                                       ", received " + std::to_string(given.size()));
  }
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (may_be_absent && given[i].data() == nullptr) continue;
    if (given[i].size() != specs[i].bytes()) {
      throw Error(ErrorKind::kInput, "expected " + specs[i].Describe() + " for '" + specs[i].name +
                                         "', received " + std::to_string(given[i].size()) +
                                         " bytes");
    }
  }
}

}  // namespace

BoundProgram::BoundProgram(const Library& library, SessionHandle session,
                           std::vector<TensorSpec> inputs, std::vector<TensorSpec> outputs,
                           std::size_t variants, bool is_on_device)
    : library_(library),
      session_(std::move(session)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      host_(HostMemory(library)),
      is_on_device_(is_on_device),
      crossing_(variants) {
  const Api& api = library_.api();
  for (const TensorSpec& spec : outputs_) {
    auto& bytes = output_bytes_.emplace_back(spec.bytes());
    output_values_.push_back(HostValue(library_, host_.get(), spec, bytes));
  }
  for (std::size_t variant = 0; variant < variants; ++variant) {
    OrtIoBinding* made = nullptr;
    library_.Check(api.CreateIoBinding(session_.get(), &made), ErrorKind::kOpen);
    bindings_.push_back(Own<BindingHandle>(api, made));
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      library_.Check(api.BindOutput(made, outputs_[i].name.c_str(), output_values_[i].get()),
                     ErrorKind::kOpen);
    }
  }
}

void BoundProgram::BindResidentInput(std::size_t variant, const TensorSpec& spec,
                                     OrtValue* value) {
  library_.Check(library_.api().BindInput(bindings_[variant].get(), spec.name.c_str(), value),
                 ErrorKind::kOpen);
  CountResident(variant, spec, value);
}

void BoundProgram::BindResidentOutput(std::size_t variant, const TensorSpec& spec,
                                      OrtValue* value) {
  library_.Check(library_.api().BindOutput(bindings_[variant].get(), spec.name.c_str(), value),
                 ErrorKind::kOpen);
  CountResident(variant, spec, value);
}

void BoundProgram::CountResident(std::size_t variant, const TensorSpec& spec,
                                 const OrtValue* value) {
  const Api& api = library_.api();
  const OrtMemoryInfo* info = nullptr;
  Text name = nullptr;
  library_.Check(api.GetTensorMemoryInfo(value, &info), ErrorKind::kOpen);
  library_.Check(api.MemoryInfoGetName(info, &name), ErrorKind::kOpen);
  // Asked of the tensor itself: what the allocator was meant to give is not proof.
  const bool lies_on_device = std::strcmp(name, "Cpu") != 0;
  if (lies_on_device != is_on_device_) crossing_[variant] += spec.bytes();
}

void BoundProgram::Run(std::size_t variant, const HostInputs& inputs, const HostOutputs& outputs,
                       const OrtRunOptions* options) {
  RequireSizes("inputs", inputs_, inputs, false);
  RequireSizes("outputs", outputs_, outputs, true);
  const Api& api = library_.api();
  const auto check = [&](OrtStatus* status) { library_.Check(status, ErrorKind::kRun); };
  OrtIoBinding* const binding = bindings_[variant].get();
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const ValueHandle value = HostValue(library_, host_.get(), inputs_[i], inputs[i]);
    check(api.BindInput(binding, inputs_[i].name.c_str(), value.get()));
  }
  check(api.SynchronizeBoundInputs(binding));
  check(api.RunWithBinding(session_.get(), options, binding));
  check(api.SynchronizeBoundOutputs(binding));
  for (const auto& input : inputs) traffic_.inputs += input.size();
  // All of them are bound to host memory, whether this run's caller wants them or not.
  for (const auto& bytes : output_bytes_) traffic_.outputs += bytes.size();
  traffic_.resident += crossing_[variant];
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs[i].empty()) continue;
    std::memcpy(outputs[i].data(), output_bytes_[i].data(), outputs[i].size());
  }
}

}  // namespace saccade::ort
