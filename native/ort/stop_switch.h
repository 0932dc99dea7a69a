/// Stops a run from another thread.
#pragma once

#include <mutex>

#include "handle.h"
#include "library.h"

namespace saccade::ort {

/// Run options with which a run can be told to stop, and whether more runs may begin.
///
/// `Begin` and `End` are the running thread's; `Cancel` and `Close` anybody's.
class StopSwitch {
 public:
  explicit StopSwitch(const Library& library);

  /// Options of the run that begins now. Throws Error kClosed after `Close`.
  const OrtRunOptions* Begin();
  void End() noexcept;
  /// Stops the run in progress, if there is one; the next may begin.
  void Cancel();
  /// Stops the run in progress and lets none begin any more.
  void Close();

 private:
  const Library& library_;
  RunOptionsHandle options_;
  std::mutex mutex_;
  bool is_running_ = false;
  bool is_closed_ = false;
};

}  // namespace saccade::ort
