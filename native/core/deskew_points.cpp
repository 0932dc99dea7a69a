#include "deskew_points.h"

#include <cstddef>

#include "multiversion.h"

namespace saccade::core {
namespace {

/// One coordinate of a moved point, by a row of a pose.
[[gnu::always_inline]] inline double Moved(const double* row, double x, double y, double z) noexcept {
  return row[0] * x + row[1] * y + row[2] * z + row[3];
}

}  // namespace

SACCADE_MULTIVERSION void DeskewPoints(std::span<const float> points,
                                       std::span<const float> times_s, const Trajectory& trajectory,
                                       std::span<float> out) noexcept {
  const double* const poses = trajectory.poses.data();
  const float* const from = points.data();
  float* const to = out.data();
  const auto last = static_cast<double>(trajectory.poses.size() / 12 - 1);
  const double start = trajectory.start_s;
  const double per_second = last / (trajectory.end_s - start);
  const std::size_t count = times_s.size();
  for (std::size_t i = 0; i < count; ++i) {
    double at = (static_cast<double>(times_s[i]) - start) * per_second;
    at = at > 0 ? at : 0;
    at = at < last ? at : last;
    // The last pose is the end of the step before it.
    const auto step = static_cast<std::size_t>(at < last ? at : last - 1);
    const double after = at - static_cast<double>(step);
    const double before = 1 - after;
    const double* const pose = poses + 12 * step;
    const double x = from[4 * i];
    const double y = from[4 * i + 1];
    const double z = from[4 * i + 2];
    for (std::size_t k = 0; k < 3; ++k) {
      const double* const row = pose + 4 * k;
      to[4 * i + k] = static_cast<float>(before * Moved(row, x, y, z) + after * Moved(row + 12, x, y, z));
    }
    to[4 * i + 3] = from[4 * i + 3];
  }
}

}  // namespace saccade::core
