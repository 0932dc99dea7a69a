#include "predictor.h"

#include <utility>

namespace saccade::ort {

Predictor::Predictor(const Library& library, StopSwitch& stop, PredictorConfig config)
    : library_(library), stop_(stop), config_(std::move(config)) {
  Load(std::exchange(config_.model, {}));
}

void Predictor::Load(std::span<const std::byte> model) {
  const auto& [_, inputs, outputs, session] = config_;
  program_ = std::make_unique<BoundProgram>(
      library_, OpenSession(library_, "model", model, session, inputs, outputs), inputs, outputs,
      false);
}

void Predictor::Run(const HostInputs& inputs, const HostOutputs& outputs) {
  const OrtRunOptions* const options = stop_.Begin();
  struct Ending {
    StopSwitch& stop;
    ~Ending() { stop.End(); }
  } const ending{stop_};
  program_->Run(inputs, outputs, options);
}

}  // namespace saccade::ort
