#include "kernel_call.h"

#include "../handle.h"

namespace saccade::ort {

std::size_t ElementCount(const Shape& shape) noexcept {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  return count;
}

void Require(bool holds, const char* expected) {
  if (!holds) throw Error(ErrorKind::kInput, std::string("expected ") + expected);
}

float KernelAttributes::Float(const char* name) const {
  float value = 0;
  library_.Check(library_.api().KernelInfoGetAttribute_float(info_, name, &value),
                 ErrorKind::kInput);
  return value;
}

std::int64_t KernelAttributes::Int(const char* name) const {
  std::int64_t value = 0;
  library_.Check(library_.api().KernelInfoGetAttribute_int64(info_, name, &value),
                 ErrorKind::kInput);
  return value;
}

std::string KernelAttributes::String(const char* name) const {
  const auto check = [&](OrtStatus* status) { library_.Check(status, ErrorKind::kInput); };
  const auto read = library_.api().KernelInfoGetAttribute_string;
  std::size_t size = 0;
  check(read(info_, name, nullptr, &size));
  std::string value(size, '\0');
  check(read(info_, name, value.data(), &size));
  // The size counts the zero at the end.
  value.resize(size == 0 ? 0 : size - 1);
  return value;
}

std::size_t KernelCall::InputCount() const {
  std::size_t count = 0;
  library_.Check(library_.api().KernelContext_GetInputCount(context_, &count), ErrorKind::kRun);
  return count;
}

std::size_t KernelCall::OutputCount() const {
  std::size_t count = 0;
  library_.Check(library_.api().KernelContext_GetOutputCount(context_, &count), ErrorKind::kRun);
  return count;
}

KernelInput KernelCall::Input(std::size_t index) const {
  const Api& api = library_.api();
  const auto check = [&](OrtStatus* status) { library_.Check(status, ErrorKind::kRun); };
  const OrtValue* value = nullptr;
  check(api.KernelContext_GetInput(context_, index, &value));
  Require(value != nullptr, "every input but the last ones");
  OrtTensorInfo* info = nullptr;
  check(api.GetTensorTypeAndShape(value, &info));
  const auto owned = Own<TensorInfoHandle>(api, info);
  std::size_t rank = 0;
  check(api.GetDimensionsCount(info, &rank));
  KernelInput input{nullptr, Shape(rank)};
  check(api.GetDimensions(info, input.shape.data(), rank));
  void* data = nullptr;
  check(api.GetTensorMutableData(const_cast<OrtValue*>(value), &data));
  input.data = static_cast<const float*>(data);
  return input;
}

float* KernelCall::Output(std::size_t index, const Shape& shape) const {
  const Api& api = library_.api();
  OrtValue* value = nullptr;
  library_.Check(
      api.KernelContext_GetOutput(context_, index, shape.data(), shape.size(), &value),
      ErrorKind::kRun);
  Require(value != nullptr, "every output but the last ones");
  void* data = nullptr;
  library_.Check(api.GetTensorMutableData(value, &data), ErrorKind::kRun);
  return static_cast<float*>(data);
}

void KernelCall::Run(void (*task)(void*, std::size_t), std::size_t count, void* given) const {
  // 0 batches: each thread fetches the next task when it has done one.
  library_.Check(library_.api().KernelContext_ParallelFor(context_, task, count, 0, given),
                 ErrorKind::kRun);
}

}  // namespace saccade::ort
