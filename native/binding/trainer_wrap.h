/// `new Trainer(options)`: a trainer as a script sees it.
#pragma once

#include <napi.h>

#include <memory>

#include "../ort/trainer.h"
#include "seat.h"

namespace saccade::binding {

/// Its promises resolve with undefined once the tensors handed over have been read or filled. Until then
/// nobody else may use, move or resize them.
class TrainerWrap : public Napi::ObjectWrap<TrainerWrap> {
 public:
  static Napi::Function Class(Napi::Env env);
  explicit TrainerWrap(const Napi::CallbackInfo& info);
  ~TrainerWrap() override;

 private:
  /// `open()`: the models are opened; once, before anything else.
  Napi::Value Open(const Napi::CallbackInfo& info);
  /// `step(inputs, outputs)`
  Napi::Value Step(const Napi::CallbackInfo& info);
  /// `read(program, inputs, outputs)`
  Napi::Value Read(const Napi::CallbackInfo& info);
  /// `getState(slots)`: `undefined` for a slot that is not wanted.
  Napi::Value GetState(const Napi::CallbackInfo& info);
  /// `setState(slots)`
  Napi::Value SetState(const Napi::CallbackInfo& info);
  /// `traffic([counts])`: fills a Float64Array of 3 with the bytes of inputs, outputs and resident tensors.
  Napi::Value Traffic(const Napi::CallbackInfo& info);
  /// `cancel()`: the run in progress rejects, the state stays what it was.
  void Cancel(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  /// Keeps the receiver and the arguments until the work is done.
  Napi::Promise Call(const Napi::CallbackInfo& info, Seat<ort::Trainer>::Work work);

  std::shared_ptr<Seats> seats_;
  std::shared_ptr<ort::TrainerConfig> config_;
  std::unique_ptr<Seat<ort::Trainer>> seat_;
};

}  // namespace saccade::binding
