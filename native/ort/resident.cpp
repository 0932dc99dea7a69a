#include "resident.h"

#include <cstring>

namespace saccade::ort {

ResidentState::ResidentState(const Library& library, std::vector<StateSlot> slots,
                             SessionHandle session, std::optional<int> device)
    : library_(library), slots_(std::move(slots)), session_(std::move(session)) {
  const Api& api = library.api();
  const auto check = [&](OrtStatus* status) { library.Check(status, ErrorKind::kOpen); };
  OrtMemoryInfo* made = nullptr;
  if (device.has_value()) {
    check(api.CreateMemoryInfo("Cuda", kDeviceAllocator, *device, kMemoryDefault, &made));
  } else {
    check(api.CreateCpuMemoryInfo(kArenaAllocator, kMemoryDefault, &made));
  }
  const auto info = Own<MemoryInfoHandle>(api, made);
  OrtAllocator* allocator = nullptr;
  check(api.CreateAllocator(session_.get(), info.get(), &allocator));
  allocator_ = Own<AllocatorHandle>(api, allocator);
  for (const StateSlot& slot : slots_) current_.push_back(NewValue(slot));
  for (const StateSlot& slot : slots_) {
    spare_.push_back(slot.next.has_value() ? NewValue(slot) : ValueHandle());
  }
}

ValueHandle ResidentState::NewValue(const TensorSpec& spec) const {
  OrtValue* made = nullptr;
  library_.Check(
      library_.api().CreateTensorAsOrtValue(allocator_.get(), spec.shape.data(), spec.shape.size(),
                                            static_cast<int>(spec.type), &made),
      ErrorKind::kRun);
  return Own<ValueHandle>(library_.api(), made);
}

std::span<std::byte> ResidentState::bytes(std::size_t slot) const {
  void* data = nullptr;
  library_.Check(library_.api().GetTensorMutableData(value(slot), &data), ErrorKind::kRun);
  return {static_cast<std::byte*>(data), slots_[slot].bytes()};
}

void ResidentState::BindStep(BoundProgram& step) const {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    step.BindResidentInput(slots_[i], value(i));
    if (!slots_[i].next.has_value()) continue;
    const TensorSpec next{*slots_[i].next, slots_[i].type, slots_[i].shape};
    step.BindResidentOutput(next, spare_[i].get());
  }
}

void ResidentState::BindCopy(BoundProgram& copy, std::span<const std::string> names) const {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const TensorSpec copied{names[i], slots_[i].type, slots_[i].shape};
    copy.BindResidentOutput(copied, spare_[i] ? spare_[i].get() : value(i));
  }
}

void ResidentState::Advance() noexcept {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (spare_[i]) current_[i].swap(spare_[i]);
  }
}

void ResidentState::Assign(std::span<const std::span<std::byte>> slots) {
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].empty()) std::memcpy(bytes(i).data(), slots[i].data(), slots[i].size());
  }
}

}  // namespace saccade::ort
