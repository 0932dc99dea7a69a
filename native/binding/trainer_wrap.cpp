#include "trainer_wrap.h"

#include <cstring>

#include "addon.h"
#include "convert.h"

namespace saccade::binding {

Napi::Function TrainerWrap::Class(Napi::Env env) {
  return DefineClass(env, "Trainer",
                     {
                         InstanceMethod("open", &TrainerWrap::Open),
                         InstanceMethod("step", &TrainerWrap::Step),
                         InstanceMethod("read", &TrainerWrap::Read),
                         InstanceMethod("getState", &TrainerWrap::GetState),
                         InstanceMethod("setState", &TrainerWrap::SetState),
                         InstanceMethod("traffic", &TrainerWrap::Traffic),
                         InstanceMethod("cancel", &TrainerWrap::Cancel),
                         InstanceMethod("close", &TrainerWrap::Close),
                     });
}

TrainerWrap::TrainerWrap(const Napi::CallbackInfo& info)
    : ObjectWrap(info), seats_(info.Env().GetInstanceData<Addon>()->seats()) {
  const Napi::Env env = info.Env();
  if (!info[0].IsObject()) throw Napi::TypeError::New(env, "options: expected an object");
  const auto options = info[0].As<Napi::Object>();
  config_ = std::make_shared<ort::TrainerConfig>(TrainerConfigOf(options));
  seat_ = std::make_unique<Seat<ort::Trainer>>(LibraryOf(env, TextOf(options, "library")),
                                               IntegerOf(options, "niceness"), info.Env().GetInstanceData<Addon>()->calls());
  seats_->insert(seat_.get());
}

TrainerWrap::~TrainerWrap() {
  if (seat_) seats_->erase(seat_.get());
}

Napi::Promise TrainerWrap::Call(const Napi::CallbackInfo& info, Seat<ort::Trainer>::Work work) {
  const Napi::Env env = info.Env();
  Napi::Array kept = Napi::Array::New(env);
  kept.Set(0u, info.This());
  for (std::uint32_t i = 0; i < info.Length(); ++i) kept.Set(i + 1, info[i]);
  return seat_->Call(env, kept, std::move(work));
}

Napi::Value TrainerWrap::Open(const Napi::CallbackInfo& info) {
  const ort::Library& library = seat_->library();
  ort::StopSwitch& stop = seat_->stop();
  // Handed over whole: the models' bytes are freed once they are opened.
  return seat_->Open(info.Env(), info.This(),
                     [&library, &stop, config = std::exchange(config_, nullptr)]() mutable {
                       const auto own = std::move(config);
                       if (!own) throw ort::Error(ort::ErrorKind::kOpen, "opened twice");
                       return std::make_unique<ort::Trainer>(library, stop, *own);
                     });
}

Napi::Value TrainerWrap::Step(const Napi::CallbackInfo& info) {
  return Call(info, [inputs = MemoryOf(info[0]), outputs = MemoryOf(info[1])](ort::Trainer& t) {
    t.Step(inputs, outputs);
  });
}

Napi::Value TrainerWrap::Read(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) throw Napi::TypeError::New(info.Env(), "program: expected a number");
  const std::size_t program = info[0].As<Napi::Number>().Uint32Value();
  return Call(info,
              [program, inputs = MemoryOf(info[1]), outputs = MemoryOf(info[2])](ort::Trainer& t) {
                t.Read(program, inputs, outputs);
              });
}

Napi::Value TrainerWrap::GetState(const Napi::CallbackInfo& info) {
  return Call(info, [slots = MemoryOf(info[0])](ort::Trainer& t) { t.GetState(slots); });
}

Napi::Value TrainerWrap::SetState(const Napi::CallbackInfo& info) {
  return Call(info, [slots = MemoryOf(info[0])](ort::Trainer& t) { t.SetState(slots); });
}

Napi::Value TrainerWrap::Traffic(const Napi::CallbackInfo& info) {
  const auto memory = MemoryOf(info[0]);
  constexpr std::size_t kBytes = 3 * sizeof(double);
  if (memory.size() != 1 || memory[0].size() != kBytes) {
    throw Napi::TypeError::New(info.Env(), "counts: expected a Float64Array of 3");
  }
  return Call(info, [counts = memory[0]](ort::Trainer& t) {
    const auto& [inputs, outputs, resident] = t.traffic();
    const double bytes[] = {static_cast<double>(inputs), static_cast<double>(outputs),
                            static_cast<double>(resident)};
    std::memcpy(counts.data(), bytes, kBytes);
  });
}

void TrainerWrap::Cancel(const Napi::CallbackInfo& info) {
  try {
    seat_->stop().Cancel();
  } catch (const ort::Error& error) {
    throw ErrorOf(info.Env(), error);
  }
}

Napi::Value TrainerWrap::Close(const Napi::CallbackInfo& info) {
  return seat_->Close(info.Env(), info.This());
}

}  // namespace saccade::binding
