#include "predictor_wrap.h"

#include "addon.h"
#include "convert.h"

namespace saccade::binding {

Napi::Function PredictorWrap::Class(Napi::Env env) {
  return DefineClass(env, "Predictor",
                     {
                         InstanceMethod("open", &PredictorWrap::Open),
                         InstanceMethod("run", &PredictorWrap::Run),
                         InstanceMethod("load", &PredictorWrap::Load),
                         InstanceMethod("close", &PredictorWrap::Close),
                     });
}

PredictorWrap::PredictorWrap(const Napi::CallbackInfo& info)
    : ObjectWrap(info), seats_(info.Env().GetInstanceData<Addon>()->seats()) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) throw Napi::TypeError::New(env, "options: expected an object");
  const auto options = info[0].As<Napi::Object>();
  config_ = std::make_shared<ort::PredictorConfig>(PredictorConfigOf(options));
  seat_ = std::make_unique<Seat<ort::Predictor>>(LibraryOf(env, TextOf(options, "library")),
                                                 IntegerOf(options, "niceness"), info.Env().GetInstanceData<Addon>()->calls());
  seats_->insert(seat_.get());
}

PredictorWrap::~PredictorWrap() {
  if (seat_) seats_->erase(seat_.get());
}

Napi::Value PredictorWrap::Open(const Napi::CallbackInfo& info) {
  const ort::Library& library = seat_->library();
  ort::StopSwitch& stop = seat_->stop();
  return seat_->Open(info.Env(), info.This(),
                     [&library, &stop, config = std::exchange(config_, nullptr)]() mutable {
                       const auto own = std::move(config);
                       if (!own) throw ort::Error(ort::ErrorKind::kOpen, "opened twice");
                       return std::make_unique<ort::Predictor>(library, stop, std::move(*own));
                     });
}

Napi::Value PredictorWrap::Run(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array kept = Napi::Array::New(env);
  kept.Set(0u, info.This());
  kept.Set(1u, info[0]);
  kept.Set(2u, info[1]);
  return seat_->Call(
      env, kept, [inputs = MemoryOf(info[0]), outputs = MemoryOf(info[1])](ort::Predictor& p) {
        p.Run(inputs, outputs);
      });
}

Napi::Value PredictorWrap::Load(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  Napi::Array kept = Napi::Array::New(env);
  kept.Set(0u, info.This());
  kept.Set(1u, info[0]);
  return seat_->Call(env, kept, [model = ModelOf(info[0])](ort::Predictor& p) { p.Load(model); });
}

Napi::Value PredictorWrap::Close(const Napi::CallbackInfo& info) {
  return seat_->Close(info.Env(), info.This());
}

}  // namespace saccade::binding
