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
                           bool is_on_device)
    : library_(library),
      session_(std::move(session)),
      inputs_(std::move(inputs)),
      outputs_(std::move(outputs)),
      host_(HostMemory(library)),
      is_on_device_(is_on_device) {
  const Api& api = library_.api();
  OrtIoBinding* made = nullptr;
  library_.Check(api.CreateIoBinding(session_.get(), &made), ErrorKind::kOpen);
  binding_ = Own<BindingHandle>(api, made);
  for (const TensorSpec& spec : outputs_) {
    auto& bytes = output_bytes_.emplace_back(spec.bytes());
    const auto& value = output_values_.emplace_back(HostValue(library_, host_.get(), spec, bytes));
    library_.Check(api.BindOutput(made, spec.name.c_str(), value.get()), ErrorKind::kOpen);
  }
}

void BoundProgram::BindResidentInput(const TensorSpec& spec, OrtValue* value) {
  library_.Check(library_.api().BindInput(binding_.get(), spec.name.c_str(), value),
                 ErrorKind::kRun);
  CountResident(spec, value);
}

void BoundProgram::BindResidentOutput(const TensorSpec& spec, OrtValue* value) {
  library_.Check(library_.api().BindOutput(binding_.get(), spec.name.c_str(), value),
                 ErrorKind::kRun);
  CountResident(spec, value);
}

void BoundProgram::CountResident(const TensorSpec& spec, const OrtValue* value) {
  const Api& api = library_.api();
  const OrtMemoryInfo* info = nullptr;
  Text name = nullptr;
  library_.Check(api.GetTensorMemoryInfo(value, &info), ErrorKind::kRun);
  library_.Check(api.MemoryInfoGetName(info, &name), ErrorKind::kRun);
  // Asked of the tensor itself: what the allocator was meant to give is not proof.
  const bool lies_on_device = std::strcmp(name, "Cpu") != 0;
  crossing_[spec.name] = lies_on_device != is_on_device_ ? spec.bytes() : 0;
}

void BoundProgram::Run(const HostInputs& inputs, const HostOutputs& outputs,
                       const OrtRunOptions* options) {
  RequireSizes("inputs", inputs_, inputs, false);
  RequireSizes("outputs", outputs_, outputs, true);
  const Api& api = library_.api();
  const auto check = [&](OrtStatus* status) { library_.Check(status, ErrorKind::kRun); };
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const ValueHandle value = HostValue(library_, host_.get(), inputs_[i], inputs[i]);
    check(api.BindInput(binding_.get(), inputs_[i].name.c_str(), value.get()));
  }
  check(api.SynchronizeBoundInputs(binding_.get()));
  check(api.RunWithBinding(session_.get(), options, binding_.get()));
  check(api.SynchronizeBoundOutputs(binding_.get()));
  for (const auto& input : inputs) traffic_.inputs += input.size();
  // All of them are bound to host memory, whether this run's caller wants them or not.
  for (const auto& bytes : output_bytes_) traffic_.outputs += bytes.size();
  for (const auto& [_, bytes] : crossing_) traffic_.resident += bytes;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (outputs[i].empty()) continue;
    std::memcpy(outputs[i].data(), output_bytes_[i].data(), outputs[i].size());
  }
}

}  // namespace saccade::ort
