#include "addon.h"

#include "convert.h"
#include "kernels.h"
#include "predictor_wrap.h"
#include "trainer_wrap.h"

namespace saccade::binding {

Addon::Addon(Napi::Env env, Napi::Object exports) : calls_(env) {
  DefineAddon(exports, {
                           InstanceMethod("describe", &Addon::Describe),
                           InstanceMethod("shutDown", &Addon::ShutDownFromScript),
                           InstanceValue("Trainer", TrainerWrap::Class(env)),
                           InstanceValue("Predictor", PredictorWrap::Class(env)),
                           InstanceValue("kernels", KernelsOf(env)),
                       });
  // Hooks run last first, so before the channel's own: no session thread calls into an environment
  // that is gone. A worker that is terminated in the middle of a step ends here.
  env.AddCleanupHook([this] {
    ShutDown();
    calls_.Shut();
  });
}

Napi::Value Addon::Describe(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!info[0].IsString()) throw Napi::TypeError::New(env, "library: expected a path");
  const ort::Library& library = LibraryOf(env, info[0].As<Napi::String>());
  Napi::Object description = Napi::Object::New(env);
  description.Set("version", library.version());
  description.Set("build", library.api().GetBuildInfoString());
  const std::vector<std::string> names = library.Providers();
  Napi::Array providers = Napi::Array::New(env, names.size());
  for (std::uint32_t i = 0; i < names.size(); ++i) providers.Set(i, names[i]);
  description.Set("providers", providers);
  return description;
}

void Addon::ShutDownFromScript(const Napi::CallbackInfo&) { ShutDown(); }

void Addon::ShutDown() {
  for (AnySeat* const seat : *seats_) seat->ShutDown();
}

const ort::Library& LibraryOf(Napi::Env env, const std::string& path) {
  try {
    return ort::Library::Open(path);
  } catch (const ort::Error& error) {
    throw ErrorOf(env, error);
  }
}

NODE_API_NAMED_ADDON(saccade, Addon)

}  // namespace saccade::binding
