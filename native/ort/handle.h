/// Owners of the runtime's objects.
#pragma once

#include <memory>

#include "abi.h"

namespace saccade::ort {

/// Gives an object back to the runtime that made it.
template <auto Release>
struct Releaser {
  const Api* api = nullptr;
  template <typename T>
  void operator()(T* object) const noexcept {
    (api->*Release)(object);
  }
};

template <typename T, auto Release>
using Handle = std::unique_ptr<T, Releaser<Release>>;

using ArenaConfigHandle = Handle<OrtArenaConfig, &Api::ReleaseArenaCfg>;
using AllocatorHandle = Handle<OrtAllocator, &Api::ReleaseAllocator>;
using BindingHandle = Handle<OrtIoBinding, &Api::ReleaseIoBinding>;
using CudaOptionsHandle = Handle<OrtCudaOptions, &Api::ReleaseCUDAProviderOptions>;
using MemoryInfoHandle = Handle<OrtMemoryInfo, &Api::ReleaseMemoryInfo>;
using RunOptionsHandle = Handle<OrtRunOptions, &Api::ReleaseRunOptions>;
/// Shared: a program runs it, and a device's state hangs on it.
using SessionHandle = std::shared_ptr<OrtSession>;
using SessionOptionsHandle = Handle<OrtSessionOptions, &Api::ReleaseSessionOptions>;
using TensorInfoHandle = Handle<OrtTensorInfo, &Api::ReleaseTensorTypeAndShapeInfo>;
using TensorRtOptionsHandle = Handle<OrtTensorRtOptions, &Api::ReleaseTensorRTProviderOptions>;
using TypeInfoHandle = Handle<OrtTypeInfo, &Api::ReleaseTypeInfo>;
using ValueHandle = Handle<OrtValue, &Api::ReleaseValue>;

/// `Own<ValueHandle>(api, pointer)`: takes `pointer` over.
template <typename H>
H Own(const Api& api, typename H::pointer object) {
  return H(object, typename H::deleter_type{&api});
}

}  // namespace saccade::ort
