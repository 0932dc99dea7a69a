#include "project_to_ground.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "multiversion.h"

namespace saccade::core {
namespace {

constexpr std::size_t kBlock = 256;
constexpr std::int32_t kNonFinite = -1;
constexpr std::int32_t kOutside = -2;

}  // namespace

/// Heights of `count` points above the ground and their cells, or why they have none.
SACCADE_MULTIVERSION void FindCells(const float* __restrict points, std::size_t count,
                                    const GroundSpec& spec, float* __restrict heights,
                                    std::int32_t* __restrict cells) noexcept {
  const double max_x = spec.max_x_m;
  const double max_y = spec.max_y_m;
  const double min_z = spec.min_z_m;
  const double depth = spec.max_z_m - min_z;
  const auto rows = static_cast<double>(spec.rows);
  const auto columns = static_cast<double>(spec.columns);
  const double rows_per_m = rows / (max_x - spec.min_x_m);
  const double columns_per_m = columns / (max_y - spec.min_y_m);
  for (std::size_t i = 0; i < count; ++i) {
    const double x = points[4 * i];
    const double y = points[4 * i + 1];
    const double z = points[4 * i + 2];
    const double down = (max_x - x) * rows_per_m;
    const double across = (max_y - y) * columns_per_m;
    const double height = z - min_z;
    // Whole numbers only of what is inside: more would not fit into one.
    const bool is_inside = (down >= 0) & (down < rows) & (across >= 0) & (across < columns) &
                           (height >= 0) & (height < depth);
    const auto row = static_cast<std::int32_t>(is_inside ? down : 0);
    const auto column = static_cast<std::int32_t>(is_inside ? across : 0);
    const double sum = x + y + z;
    std::int32_t cell = row * static_cast<std::int32_t>(spec.columns) + column;
    cell = is_inside ? cell : kOutside;
    cell = sum - sum == 0 ? cell : kNonFinite;
    heights[i] = static_cast<float>(height);
    cells[i] = cell;
  }
}

GroundCounts ProjectToGround(std::span<const float> points, const GroundSpec& spec,
                             const GroundGrid& grid) noexcept {
  std::ranges::fill(grid.height, 0.0F);
  std::ranges::fill(grid.intensity, 0.0F);
  std::ranges::fill(grid.count, 0U);
  GroundCounts counts;
  std::array<float, kBlock> heights;
  std::array<std::int32_t, kBlock> cells;
  const std::size_t total = points.size() / 4;
  for (std::size_t start = 0; start < total; start += kBlock) {
    const std::size_t count = std::min(kBlock, total - start);
    const float* const from = points.data() + 4 * start;
    FindCells(from, count, spec, heights.data(), cells.data());
    for (std::size_t i = 0; i < count; ++i) {
      counts.non_finite += cells[i] == kNonFinite;
      counts.outside += cells[i] == kOutside;
      if (cells[i] < 0) continue;
      const auto cell = static_cast<std::size_t>(cells[i]);
      if (grid.count[cell]++ > 0 && !(heights[i] > grid.height[cell])) continue;
      grid.height[cell] = heights[i];
      grid.intensity[cell] = from[4 * i + 3];
    }
  }
  counts.kept = static_cast<std::uint32_t>(total) - counts.non_finite - counts.outside;
  return counts;
}

}  // namespace saccade::core
