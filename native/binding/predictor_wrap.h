/// `new Predictor(options)`: an inference session as a script sees it.
#pragma once

#include <napi.h>

#include <memory>

#include "../ort/predictor.h"
#include "seat.h"

namespace saccade::binding {

/// As `TrainerWrap`, for a model that only answers.
class PredictorWrap : public Napi::ObjectWrap<PredictorWrap> {
 public:
  static Napi::Function Class(Napi::Env env);
  explicit PredictorWrap(const Napi::CallbackInfo& info);
  ~PredictorWrap() override;

 private:
  /// `open()`: the model is opened; once, before anything else.
  Napi::Value Open(const Napi::CallbackInfo& info);
  /// `run(inputs, outputs)`
  Napi::Value Run(const Napi::CallbackInfo& info);
  /// `load(model)`: the bytes are copied before it returns.
  Napi::Value Load(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  std::shared_ptr<Seats> seats_;
  std::shared_ptr<ort::PredictorConfig> config_;
  std::unique_ptr<Seat<ort::Predictor>> seat_;
};

}  // namespace saccade::binding
