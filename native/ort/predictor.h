/// A model that only answers.
#pragma once

#include <memory>
#include <vector>

#include "bound_program.h"
#include "stop_switch.h"

namespace saccade::ort {

struct PredictorConfig {
  std::vector<std::byte> model;
  std::vector<TensorSpec> inputs;
  std::vector<TensorSpec> outputs;
  SessionConfig session;
};

/// One thread calls it; the stop switch, which must outlive it, is for every thread.
class Predictor {
 public:
  /// Throws Error kOpen.
  Predictor(const Library& library, StopSwitch& stop, PredictorConfig config);

  void Run(const HostInputs& inputs, const HostOutputs& outputs);
  /// Goes over to another model of the same inputs and outputs; on an error the present one stays.
  void Load(std::span<const std::byte> model);

 private:
  const Library& library_;
  StopSwitch& stop_;
  PredictorConfig config_;
  std::unique_ptr<BoundProgram> program_;
};

}  // namespace saccade::ort
