/// Tensors that stay in the engine from step to step.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "handle.h"
#include "library.h"
#include "session.h"

namespace saccade::ort {

/// A state tensor: read as `name`, written as `next`. Without `next` no step changes it.
struct StateSlot : TensorSpec {
  std::optional<std::string> next;
};

/// Two sets of state tensors, where the session computes. A tensor that no step writes is in both
/// sets, once. The sets never alias otherwise: the runtime may write an output before it has read the
/// input, silently wrong.
class ResidentState {
 public:
  /// On the host, or on CUDA device `device` of `session` when that is given.
  ResidentState(const Library& library, const std::vector<StateSlot>& slots, SessionHandle session,
                std::optional<int> device);

  [[nodiscard]] OrtValue* value(std::size_t set, std::size_t slot) const noexcept {
    return sets_[set][slot];
  }
  /// The memory of a tensor on the host. Only where there is no device.
  [[nodiscard]] std::span<std::byte> bytes(std::size_t set, std::size_t slot) const;

 private:
  const Library& library_;
  std::vector<std::size_t> sizes_;
  /// The session, its allocator, what it allocated: freed in the opposite order.
  SessionHandle session_;
  AllocatorHandle device_allocator_;
  std::vector<ValueHandle> owned_;
  std::vector<OrtValue*> sets_[2];
};

}  // namespace saccade::ort
