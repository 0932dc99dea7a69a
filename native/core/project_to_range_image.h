/// Lidar scan → range image. The same bits as `projectToRangeImage` of
/// src/native/twins/project-to-range-image.ts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

/// The cylinder that a scan is projected onto: full turn, `rows` from the top down.
struct RangeImageSpec {
  std::int32_t rows;
  std::int32_t columns;
  /// Rows of equal height between the two, where nothing below says otherwise.
  double fov_up_rad;
  double fov_down_rad;
  double min_range_m;
  double max_range_m;
  /// Pitch of the edges of the rows, [rows + 1] descending, for beams that are not spread evenly; or empty.
  std::span<const double> row_edges_rad = {};
  /// The beam that saw each point, [n], which then is its row; or empty.
  std::span<const std::uint16_t> rings = {};
  /// Ring 0 is the last row, not the first.
  bool is_lowest_ring_first = false;
};

/// What became of each point; the sum is the number of points.
struct ProjectionCounts {
  std::uint32_t kept = 0;
  std::uint32_t occluded = 0;
  std::uint32_t non_finite = 0;
  std::uint32_t too_near = 0;
  std::uint32_t too_far = 0;
  std::uint32_t outside_fov = 0;
};

/// Columns that a row of the scratch image has: an odd number of pairs of cache lines. A spinning lidar
/// fires down a column; with rows a multiple of 4096 bytes apart, as images have, each access would wait for
/// the one before, to which its address looks equal. That is six times the cost of all else here.
constexpr std::size_t ScratchColumns(std::size_t columns) noexcept {
  return 16 * (((columns + 15) / 16) | 1);
}

/// Elements of a scratch image: after its pixels one for all points that have none.
constexpr std::size_t ScratchSize(std::size_t rows, std::size_t columns) noexcept {
  return rows * ScratchColumns(columns) + 1;
}

/// Projects a scan, keeping the nearest return of each pixel; of two equally near, the first.
/// Overwrites `range` and `intensity`, 0 where nothing was hit, and `scratch`. Does not allocate.
///
/// `points` is [n, 4] float32: x forward, y left, z up in metres, and intensity; the images are
/// [rows, columns]. Preconditions: points.size() % 4 == 0 and at most 2^32; both images have rows · columns
/// pixels, `scratch` at least ScratchSize; rows ≤ 4096, columns ≤ 16384, fov_down_rad < fov_up_rad.
/// Source: Milioto et al., RangeNet++, IROS 2019, eq. 1.
ProjectionCounts ProjectToRangeImage(std::span<const float> points, const RangeImageSpec& spec,
                                     std::span<float> range, std::span<float> intensity,
                                     std::span<std::uint64_t> scratch) noexcept;

}  // namespace saccade::core
