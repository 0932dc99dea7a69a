/// A thread that does one job after the other.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace saccade::ort {

/// The thread of one session. Jobs run in order and must not throw.
class Lane {
 public:
  /// Starts the thread, `niceness` (0 to 19) nicer than the calling one. Niceness belongs to a thread on
  /// Linux, and the runtime's own threads inherit it because sessions are opened in here.
  explicit Lane(int niceness);
  /// As `Finish`.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Queues a job; false after `Finish`, then it is dropped.
  bool Post(std::function<void()> job);
  /// Runs what is queued, ends the thread, and returns once it has. Safe to call twice.
  void Finish();

 private:
  void Loop(int niceness);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool is_finishing_ = false;
  std::thread thread_;
};

}  // namespace saccade::ort
