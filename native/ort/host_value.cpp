#include "host_value.h"

namespace saccade::ort {

MemoryInfoHandle HostMemory(const Library& library) {
  OrtMemoryInfo* made = nullptr;
  library.Check(library.api().CreateCpuMemoryInfo(kDeviceAllocator, kMemoryDefault, &made),
                ErrorKind::kOpen);
  return Own<MemoryInfoHandle>(library.api(), made);
}

ValueHandle HostValue(const Library& library, const OrtMemoryInfo* host, const TensorSpec& spec,
                      std::span<std::byte> bytes) {
  // A tensor without elements has no memory, but the runtime wants an address.
  static std::byte nothing{};
  void* const data = bytes.empty() ? &nothing : bytes.data();
  OrtValue* made = nullptr;
  library.Check(library.api().CreateTensorWithDataAsOrtValue(
                    host, data, bytes.size(), spec.shape.data(), spec.shape.size(),
                    static_cast<int>(spec.type), &made),
                ErrorKind::kInput);
  return Own<ValueHandle>(library.api(), made);
}

}  // namespace saccade::ort
