/// A model with everything bound that stays the same from run to run.
#pragma once

#include <cstddef>
#include <map>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "session.h"

namespace saccade::ort {

/// Tensors that live in the engine, on the host or on a device, by the order of some list.
using Values = std::vector<OrtValue*>;
using HostInputs = std::vector<std::span<std::byte>>;
/// An empty span is an output that nobody asked for.
using HostOutputs = std::vector<std::span<std::byte>>;

/// Bytes that runs have moved so far.
struct Traffic {
  /// Inputs taken from the host.
  std::uint64_t inputs = 0;
  /// Outputs given to the host.
  std::uint64_t outputs = 0;
  /// Resident tensors that did not lie where the session computes, and so crossed over and back.
  std::uint64_t resident = 0;
};

/// What a run is made of: host inputs that come with each run, host outputs that are copied out of it,
/// and resident tensors that stay where they are.
///
/// The runtime copies between host and device where a resident tensor's session runs on a device. Not
/// safe from several threads.
class BoundProgram {
 public:
  BoundProgram(const Library& library, SessionHandle session, std::vector<TensorSpec> inputs,
               std::vector<TensorSpec> outputs, bool is_on_device);

  /// Binds a resident tensor until another takes its place; the binding shares its memory till then.
  void BindResidentInput(const TensorSpec& spec, OrtValue* value);
  void BindResidentOutput(const TensorSpec& spec, OrtValue* value);

  /// Blocks. `inputs` are read in place, `outputs` are filled in the order of the specs.
  ///
  /// Sizes are checked before anything is bound: the runtime's binding is broken by a value that does
  /// not fit. Throws Error kInput, kRun.
  void Run(const HostInputs& inputs, const HostOutputs& outputs,
           const OrtRunOptions* options);

  [[nodiscard]] const SessionHandle& session() const noexcept { return session_; }
  [[nodiscard]] const Traffic& traffic() const noexcept { return traffic_; }

 private:
  void CountResident(const TensorSpec& spec, const OrtValue* value);

  const Library& library_;
  SessionHandle session_;
  std::vector<TensorSpec> inputs_;
  std::vector<TensorSpec> outputs_;
  MemoryInfoHandle host_;
  bool is_on_device_;
  Traffic traffic_;
  /// Bytes of each resident tensor that cross in each run, by name.
  std::map<std::string, std::uint64_t> crossing_;
  std::vector<std::vector<std::byte>> output_bytes_;
  std::vector<ValueHandle> output_values_;
  /// Last, so that it goes first: it holds on to values.
  BindingHandle binding_;
};

}  // namespace saccade::ort
