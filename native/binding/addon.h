/// What the addon keeps for one JavaScript environment, the main thread's or a worker's.
#pragma once

#include <napi.h>

#include <memory>

#include "seat.h"
#include "thread_calls.h"

namespace saccade::binding {

class Addon : public Napi::Addon<Addon> {
 public:
  Addon(Napi::Env env, Napi::Object exports);

  [[nodiscard]] ThreadCalls& calls() noexcept { return calls_; }
  /// Shared with the sessions' objects, which may be finalized after this.
  [[nodiscard]] const std::shared_ptr<Seats>& seats() const noexcept { return seats_; }

 private:
  /// `describe(library)` → { version, build, providers }
  Napi::Value Describe(const Napi::CallbackInfo& info);
  /// `shutDown()`: ends every session of this environment; blocks. For an exit that runs no clean-up hook.
  void ShutDownFromScript(const Napi::CallbackInfo& info);
  void ShutDown();

  ThreadCalls calls_;
  std::shared_ptr<Seats> seats_ = std::make_shared<Seats>();
};

/// `library` of a script's options, opened; throws a JavaScript error.
const ort::Library& LibraryOf(Napi::Env env, const std::string& path);

}  // namespace saccade::binding
