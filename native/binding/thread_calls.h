/// Promises of one JavaScript thread that other threads answer.
#pragma once

#include <napi.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "../ort/error.h"

namespace saccade::binding {

/// The calls of one environment (main or worker) that are not answered yet.
///
/// It keeps the process alive only while there is one, so a session that was forgotten open does not.
class ThreadCalls {
 public:
  using Failure = std::optional<ort::Error>;

  explicit ThreadCalls(Napi::Env env);

  /// A new promise; `kept` stays reachable until it is settled. `on_settled` runs just before, on this
  /// thread. Only on the JavaScript thread.
  struct Opened {
    std::uint64_t id;
    Napi::Promise promise;
  };
  Opened Open(Napi::Env env, const Napi::Value& kept, std::function<void()> on_settled = {});

  /// Settles a call: resolves with undefined, or rejects. From every thread, until `Shut`.
  void Answer(std::uint64_t id, Failure failure);

  /// Forgets the calls that are open. After this no thread may call `Answer`.
  void Shut();

 private:
  struct Answered {
    std::uint64_t id;
    Failure failure;
  };
  struct Call {
    Napi::Promise::Deferred deferred;
    Napi::Reference<Napi::Value> kept;
    std::function<void()> on_settled;
  };
  static void Deliver(Napi::Env env, Napi::Function, ThreadCalls* self, Answered* answered);
  using Channel = Napi::TypedThreadSafeFunction<ThreadCalls, Answered, &ThreadCalls::Deliver>;

  Channel channel_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, std::unique_ptr<Call>> open_;
};

}  // namespace saccade::binding
