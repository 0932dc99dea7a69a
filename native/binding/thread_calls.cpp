#include "thread_calls.h"

#include "convert.h"

namespace saccade::binding {

ThreadCalls::ThreadCalls(Napi::Env env)
    : channel_(Channel::New(env, "saccade", 0, 1, this)) {
  channel_.Unref(env);
}

ThreadCalls::Opened ThreadCalls::Open(Napi::Env env, const Napi::Value& kept,
                                      std::function<void()> on_settled) {
  auto call = std::make_unique<Call>(Call{Napi::Promise::Deferred::New(env),
                                          Napi::Reference<Napi::Value>(), std::move(on_settled)});
  // A reference needs an object; an array holds whatever is to be kept.
  Napi::Array holder = Napi::Array::New(env, 1);
  holder.Set(0u, kept);
  call->kept = Napi::Reference<Napi::Value>::New(holder, 1);
  const Napi::Promise promise = call->deferred.Promise();
  if (open_.empty()) channel_.Ref(env);
  open_.emplace(++last_id_, std::move(call));
  return {last_id_, promise};
}

void ThreadCalls::Answer(std::uint64_t id, Failure failure) {
  auto answered = std::make_unique<Answered>(Answered{id, std::move(failure)});
  // Refused only while the environment ends, and then nobody waits any more.
  if (channel_.NonBlockingCall(answered.get()) == napi_ok) answered.release();
}

void ThreadCalls::Shut() {
  open_.clear();
  channel_.Abort();
}

void ThreadCalls::Deliver(Napi::Env env, Napi::Function /*unused*/, ThreadCalls* self, Answered* answered) {
  const std::unique_ptr<Answered> owned(answered);
  // Emptied at the end of the environment: there is no JavaScript to tell.
  if (static_cast<napi_env>(env) == nullptr) return;
  const auto entry = self->open_.find(answered->id);
  if (entry == self->open_.end()) return;
  const std::unique_ptr<Call> call = std::move(entry->second);
  self->open_.erase(entry);
  if (self->open_.empty()) self->channel_.Unref(env);
  if (call->on_settled) call->on_settled();
  try {
    if (answered->failure.has_value()) {
      call->deferred.Reject(ErrorOf(env, *answered->failure).Value());
    } else {
      call->deferred.Resolve(env.Undefined());
    }
  } catch (const Napi::Error&) {
    // A worker that is being terminated takes no values any more, and has nobody who waits for one.
  }
}

}  // namespace saccade::binding
