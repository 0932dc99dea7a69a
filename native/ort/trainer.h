/// A compiled training step with its state.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bound_program.h"
#include "resident.h"
#include "stop_switch.h"

namespace saccade::ort {

/// A model with the tensors that come from and go to the host.
struct Program {
  std::string name;
  std::vector<std::byte> model;
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
};

/// A program that reads part of the state, by place in the list of slots, and changes nothing.
struct ReadProgram : Program {
  std::vector<std::size_t> reads;
};

struct TrainerConfig {
  std::vector<StateSlot> slots;
  Program step;
  std::vector<ReadProgram> reads;
  /// y = x of the whole state: takes each slot's name, gives each slot's `copy_names`. How a state that
  /// lives on a device gets in and out; on the host, where it is memory, absent.
  std::optional<Program> copy;
  std::vector<std::string> copy_names;
  SessionConfig session;
  /// CUDA device on which the state lives; absent = host.
  std::optional<int> device;
};

/// (state, batch) → (state′, fetched). What a step writes becomes the state when it has succeeded: one that
/// fails or is cancelled leaves the old state whole.
///
/// One thread calls it; the stop switch, which must outlive it, is for every thread.
class Trainer {
 public:
  /// Throws Error kOpen. The config's models are not needed any more afterwards.
  Trainer(const Library& library, StopSwitch& stop, const TrainerConfig& config);

  void Step(const HostInputs& batch, const HostOutputs& outputs);
  void Read(std::size_t program, const HostInputs& batch, const HostOutputs& outputs);
  /// Copies the slots of which a span is given. Throws Error kInput, kRun.
  void GetState(const HostOutputs& slots);
  /// Replaces the whole state, or on an error nothing.
  void SetState(const HostInputs& slots);
  /// What steps have moved; reads, and the state going in and out, are not counted.
  [[nodiscard]] const Traffic& traffic() const noexcept;

 private:
  struct Reader {
    BoundProgram program;
    std::vector<std::size_t> slots;
  };

  void Run(BoundProgram& program, const HostInputs& inputs, const HostOutputs& outputs);

  const Library& library_;
  std::vector<StateSlot> slots_;
  StopSwitch& stop_;
  /// Before the programs, so that it goes after them: their bindings hold on to its tensors.
  std::unique_ptr<ResidentState> state_;
  std::unique_ptr<BoundProgram> step_;
  std::vector<Reader> reads_;
  std::unique_ptr<BoundProgram> copy_out_;
  std::unique_ptr<BoundProgram> copy_in_;
  std::vector<std::string> copy_names_;
};

}  // namespace saccade::ort
