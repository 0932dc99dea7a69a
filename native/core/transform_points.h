/// Points into another frame. The same bits as src/native/twins/transform-points.ts.
#pragma once

#include <span>

namespace saccade::core {

/// Rotates and shifts x, y, z of `points`, [n, 4], by `pose`, [3, 4] row-major: rotation and metres; the fourth number
/// stays. `out` may be `points`. Does not allocate. Preconditions: pose.size() == 12; out.size() == points.size(), which
/// four divides.
void TransformPoints(std::span<const float> points, std::span<const double> pose,
                     std::span<float> out) noexcept;

}  // namespace saccade::core
