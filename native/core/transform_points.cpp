#include "transform_points.h"

#include <cstddef>

#include "multiversion.h"

namespace saccade::core {

SACCADE_MULTIVERSION void TransformPoints(std::span<const float> points,
                                          std::span<const double> pose,
                                          std::span<float> out) noexcept {
  const double* const p = pose.data();
  const float* const from = points.data();
  float* const to = out.data();
  const std::size_t size = points.size();
  for (std::size_t i = 0; i < size; i += 4) {
    const double x = from[i];
    const double y = from[i + 1];
    const double z = from[i + 2];
    to[i] = static_cast<float>(p[0] * x + p[1] * y + p[2] * z + p[3]);
    to[i + 1] = static_cast<float>(p[4] * x + p[5] * y + p[6] * z + p[7]);
    to[i + 2] = static_cast<float>(p[8] * x + p[9] * y + p[10] * z + p[11]);
    to[i + 3] = from[i + 3];
  }
}

}  // namespace saccade::core
