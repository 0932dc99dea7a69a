#include "lane.h"

#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace saccade::ort {
namespace {

constexpr int kLastPriority = 19;

/// What `sched_setattr` takes, in its first version; glibc has no name for it before 2.41.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

/// Adds to the niceness of this thread, and of those that it starts, and makes it one that waits: niceness
/// alone shares out time but does not say who is first, and a frame that comes in the middle of a training
/// thread's slice would wait for the slice's end. Linux from 6.12 lets a thread of shorter slices in at once.
///
/// Where it is refused (a seccomp filter) the thread stays at normal priority: training that goes a
/// little too fast is better than none.
///
/// @see https://docs.kernel.org/scheduler/sched-eevdf.html
void StepBack(int niceness) noexcept {
  constexpr std::uint64_t kLongestSliceNs = 100'000'000;
  if (niceness <= 0) return;
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  errno = 0;
  const int present = getpriority(PRIO_PROCESS, thread);
  if (errno != 0) return;
  const int wanted = std::min(kLastPriority, present + niceness);
  SchedulingAttributes attributes;
  attributes.policy = SCHED_BATCH;
  attributes.nice = wanted;
  attributes.runtime = kLongestSliceNs;
  if (syscall(SYS_sched_setattr, 0, &attributes, 0) != 0) {
    setpriority(PRIO_PROCESS, thread, wanted);
  }
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
  StepBack(niceness);
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
