#include "lane.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace saccade::ort {
namespace {

constexpr int kLastPriority = 19;

/// Where it is refused (a seccomp filter) the thread stays at normal priority: training that goes a
/// little too fast is better than none.
void AddNiceness(int amount) noexcept {
  if (amount <= 0) return;
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  errno = 0;
  const int present = getpriority(PRIO_PROCESS, thread);
  if (errno != 0) return;
  setpriority(PRIO_PROCESS, thread, std::min(kLastPriority, present + amount));
}

/// Gives back what the session has freed. glibc keeps the free pages of a thread's arena for the next
/// thread that gets it, and a thousand sessions leave each arena as large as its worst moment.
void ReturnFreedMemory() noexcept {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
}

}  // namespace

Lane::Lane(int niceness) : thread_([this, niceness] { Loop(niceness); }) {}

Lane::~Lane() { Finish(); }

bool Lane::Post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (is_finishing_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Lane::Finish() {
  {
    const std::lock_guard lock(mutex_);
    is_finishing_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Lane::Loop(int niceness) {
  AddNiceness(niceness);
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_finishing_ || !jobs_.empty(); });
      if (jobs_.empty()) break;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
  ReturnFreedMemory();
}

}  // namespace saccade::ort
