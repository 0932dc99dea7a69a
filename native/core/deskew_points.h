/// A scan as if it were taken at once. The same bits as src/native/twins/deskew-points.ts.
#pragma once

#include <span>

namespace saccade::core {

/// Where the sensor was, evenly spread over time: poses in the frame of the scan's result.
struct Trajectory {
  double start_s;
  double end_s;
  /// [k, 3, 4] row-major.
  std::span<const double> poses;
};

/// Moves each of `points`, [n, 4], by the pose of its time: between two poses by what both make of it, in proportion.
/// A time beyond the trajectory is its nearest end, NaN its start. The fourth number stays; `out` may be `points`. Does
/// not allocate. Preconditions: 2 poses or more, start_s < end_s, times.size() · 4 == points.size() == out.size().
void DeskewPoints(std::span<const float> points, std::span<const float> times_s,
                  const Trajectory& trajectory, std::span<float> out) noexcept;

}  // namespace saccade::core
