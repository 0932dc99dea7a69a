/// Lidar scan → bird's-eye-view grid. The same bits as src/native/twins/project-to-ground.ts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

/// The box that is looked at from above; row 0 is at max_x_m, ahead, column 0 at max_y_m, left.
struct GroundSpec {
  std::size_t rows;
  std::size_t columns;
  double min_x_m;
  double max_x_m;
  double min_y_m;
  double max_y_m;
  double min_z_m;
  double max_z_m;
};

/// [rows, columns] each: height of the highest point above min_z_m, that point's intensity, number of points.
struct GroundGrid {
  std::span<float> height;
  std::span<float> intensity;
  std::span<std::uint32_t> count;
};

struct GroundCounts {
  std::uint32_t kept = 0;
  std::uint32_t non_finite = 0;
  std::uint32_t outside = 0;
};

/// Overwrites `grid`, 0 where nothing was hit; of two equally high points the first gives the intensity. The box's front,
/// left and lower faces belong to it, the others do not. Does not allocate. Preconditions: each minimum under its maximum;
/// planes of rows · columns; rows · columns < 2^31; points.size() % 4 == 0.
GroundCounts ProjectToGround(std::span<const float> points, const GroundSpec& spec,
                             const GroundGrid& grid) noexcept;

}  // namespace saccade::core
