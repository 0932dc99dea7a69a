#include "stop_switch.h"

namespace saccade::ort {

StopSwitch::StopSwitch(const Library& library) : library_(library) {
  OrtRunOptions* made = nullptr;
  library.Check(library.api().CreateRunOptions(&made), ErrorKind::kOpen);
  options_ = Own<RunOptionsHandle>(library.api(), made);
  // Failures come back as errors; printed as well they would fill the robot's log.
  library.Check(library.api().RunOptionsSetRunLogSeverityLevel(made, kLogFatal), ErrorKind::kOpen);
}

const OrtRunOptions* StopSwitch::Begin() {
  const std::lock_guard lock(mutex_);
  if (is_closed_) throw Error(ErrorKind::kClosed, "the session is closing");
  library_.Check(library_.api().RunOptionsUnsetTerminate(options_.get()), ErrorKind::kRun);
  is_running_ = true;
  return options_.get();
}

void StopSwitch::End() noexcept {
  const std::lock_guard lock(mutex_);
  is_running_ = false;
}

void StopSwitch::Cancel() {
  const std::lock_guard lock(mutex_);
  if (!is_running_) return;
  library_.Check(library_.api().RunOptionsSetTerminate(options_.get()), ErrorKind::kRun);
}

void StopSwitch::Close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  if (!is_running_) return;
  library_.Check(library_.api().RunOptionsSetTerminate(options_.get()), ErrorKind::kRun);
}

}  // namespace saccade::ort
