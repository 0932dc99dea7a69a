/// Tensors that stay in the engine from step to step.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bound_program.h"
#include "handle.h"
#include "library.h"
#include "session.h"

namespace saccade::ort {

/// A state tensor: read as `name`, written as `next`. Without `next` no step changes it.
struct StateSlot : TensorSpec {
  std::optional<std::string> next;
};

/// The state as it is, where the session computes, and room for what the next step makes of it, which
/// change places after each step. The two never share memory: the runtime may write an output before it
/// has read the input, silently wrong. They are taken before the first step, from the session's own arena:
/// memory that came and went between a step's activations would leave holes in it that cost more.
class ResidentState {
 public:
  /// On the host, or on CUDA device `device` of `session` when that is given. What it holds at first is
  /// undefined.
  ResidentState(const Library& library, std::vector<StateSlot> slots, SessionHandle session,
                std::optional<int> device);

  [[nodiscard]] OrtValue* value(std::size_t slot) const noexcept { return current_[slot].get(); }
  /// The memory of a tensor on the host. Only where there is no device.
  [[nodiscard]] std::span<std::byte> bytes(std::size_t slot) const;

  /// Binds the state as it is to the inputs named so, and what follows it to the outputs `next`.
  void BindStep(BoundProgram& step) const;
  /// After a run that succeeded: what it wrote is the state.
  void Advance() noexcept;

  /// Replaces the state from host memory. Only where there is no device.
  void Assign(std::span<const std::span<std::byte>> slots);
  /// Binds the outputs `names`, one a slot, to where the next state goes; `Advance` makes it the state.
  void BindCopy(BoundProgram& copy, std::span<const std::string> names) const;

 private:
  [[nodiscard]] ValueHandle NewValue(const TensorSpec& spec) const;

  const Library& library_;
  std::vector<StateSlot> slots_;
  /// The session, its allocator, what it allocated: freed in the opposite order.
  SessionHandle session_;
  AllocatorHandle allocator_;
  std::vector<ValueHandle> current_;
  /// Where the next step writes; null for a slot that no step changes.
  std::vector<ValueHandle> spare_;
};

}  // namespace saccade::ort
