/// A session on its thread, and its calls.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include "../ort/lane.h"
#include "../ort/library.h"
#include "../ort/stop_switch.h"
#include "thread_calls.h"

namespace saccade::binding {

/// What the addon must be able to do with every session of an environment.
class AnySeat {
 public:
  virtual ~AnySeat() = default;
  /// Stops the run in progress, refuses what waits, frees the session, ends the thread; blocks.
  virtual void ShutDown() = 0;
};

/// The sessions of an environment that may still have a thread.
using Seats = std::set<AnySeat*>;

/// `Subject` (a Trainer or a Predictor) lives on a thread of its own: made, used and freed there.
template <typename Subject>
class Seat : public AnySeat {
 public:
  using Work = std::function<void(Subject&)>;

  Seat(const ort::Library& library, int niceness, ThreadCalls& calls)
      : library_(library), calls_(calls), stop_(library), lane_(niceness) {}
  ~Seat() override { ShutDown(); }

  [[nodiscard]] const ort::Library& library() const noexcept { return library_; }
  [[nodiscard]] ort::StopSwitch& stop() noexcept { return stop_; }

  /// `make` gives the subject; an error of it rejects the promise.
  Napi::Promise Open(Napi::Env env, const Napi::Value& kept,
                     std::function<std::unique_ptr<Subject>()> make) {
    return Post(env, kept, [this, make = std::move(make)] { subject_ = make(); });
  }

  /// Queues work. It is refused with kClosed when the session closes before its turn.
  Napi::Promise Call(Napi::Env env, const Napi::Value& kept, Work work) {
    return Post(env, kept, [this, work = std::move(work)] {
      if (!subject_) throw ort::Error(ort::ErrorKind::kClosed, "the session is not open");
      work(*subject_);
    });
  }

  /// Ends after the work in progress; what waits behind it is refused.
  Napi::Promise Close(Napi::Env env, const Napi::Value& kept) {
    is_closing_ = true;
    auto [id, promise] = calls_.Open(env, kept, [this] { lane_.Finish(); });
    const bool is_posted = lane_.Post([this, id] {
      subject_.reset();
      calls_.Answer(id, std::nullopt);
    });
    if (!is_posted) calls_.Answer(id, std::nullopt);
    return promise;
  }

  void ShutDown() override {
    is_closing_ = true;
    try {
      stop_.Close();
    } catch (const ort::Error&) {
      // It could not be stopped: then its end is waited for.
    }
    lane_.Post([this] { subject_.reset(); });
    lane_.Finish();
  }

 private:
  Napi::Promise Post(Napi::Env env, const Napi::Value& kept, std::function<void()> job) {
    auto [id, promise] = calls_.Open(env, kept);
    const bool is_posted = lane_.Post([this, id, job = std::move(job)] {
      calls_.Answer(id, Outcome(job));
    });
    if (!is_posted) calls_.Answer(id, Closed());
    return promise;
  }

  ThreadCalls::Failure Outcome(const std::function<void()>& job) noexcept {
    if (is_closing_) return Closed();
    try {
      job();
      return std::nullopt;
    } catch (const ort::Error& error) {
      return error;
    } catch (const std::exception& error) {
      // Out of memory, most of all: the session is whole, the call is not done.
      return ort::Error(ort::ErrorKind::kRun, error.what());
    }
  }

  static ort::Error Closed() { return {ort::ErrorKind::kClosed, "the session is closed"}; }

  const ort::Library& library_;
  ThreadCalls& calls_;
  ort::StopSwitch stop_;
  std::atomic<bool> is_closing_ = false;
  /// Only the lane touches it.
  std::unique_ptr<Subject> subject_;
  /// Last: its thread uses all of the above.
  ort::Lane lane_;
};

}  // namespace saccade::binding
