#include "resident.h"

#include <cstring>

namespace saccade::ort {

ResidentState::ResidentState(const Library& library, const std::vector<StateSlot>& slots,
                             SessionHandle session, std::optional<int> device)
    : library_(library), session_(std::move(session)) {
  const Api& api = library.api();
  const auto check = [&](OrtStatus* status) { library.Check(status, ErrorKind::kOpen); };
  OrtAllocator* allocator = nullptr;
  if (device.has_value()) {
    OrtMemoryInfo* info = nullptr;
    check(api.CreateMemoryInfo("Cuda", kDeviceAllocator, *device, kMemoryDefault, &info));
    const auto owned = Own<MemoryInfoHandle>(api, info);
    check(api.CreateAllocator(session_.get(), info, &allocator));
    device_allocator_ = Own<AllocatorHandle>(api, allocator);
  } else {
    check(api.GetAllocatorWithDefaultOptions(&allocator));
  }
  for (std::size_t set = 0; set < 2; ++set) {
    for (std::size_t i = 0; i < slots.size(); ++i) {
      const StateSlot& slot = slots[i];
      if (set == 1 && !slot.next.has_value()) {
        sets_[1].push_back(sets_[0][i]);
        continue;
      }
      OrtValue* made = nullptr;
      check(api.CreateTensorAsOrtValue(allocator, slot.shape.data(), slot.shape.size(),
                                       static_cast<int>(slot.type), &made));
      owned_.push_back(Own<ValueHandle>(api, made));
      sets_[set].push_back(made);
    }
  }
  for (const StateSlot& slot : slots) sizes_.push_back(slot.bytes());
}

std::span<std::byte> ResidentState::bytes(std::size_t set, std::size_t slot) const {
  void* data = nullptr;
  library_.Check(library_.api().GetTensorMutableData(sets_[set][slot], &data), ErrorKind::kRun);
  return {static_cast<std::byte*>(data), sizes_[slot]};
}

}  // namespace saccade::ort
