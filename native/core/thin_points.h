/// One point for each voxel. The same bits as src/native/twins/thin-points.ts.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

/// Voxels each way from the sensor that are told apart; a point farther out is left out.
inline constexpr double kMostVoxels = 65536;

/// Places of the table for `count` points: a power of two, so that it is at most half full.
constexpr std::size_t ThinTableSize(std::size_t count) noexcept {
  return std::bit_ceil(2 * count + 2);
}

/// What the kernel needs beside its output, for n points; the caller's.
struct ThinScratch {
  /// ThinTableSize(n)
  std::span<std::uint64_t> keys;
  /// As many: the voxel's place in the output.
  std::span<std::uint32_t> places;
  /// [n, 4] and [n].
  std::span<double> sums;
  std::span<std::uint32_t> counts;
};

struct ThinCounts {
  std::uint32_t voxels = 0;
  std::uint32_t non_finite = 0;
  std::uint32_t outside = 0;
};

/// Writes the mean of the points of each voxel, all four numbers, into `out`, [n, 4], in the order in which the voxels are
/// met first. Does not allocate. Preconditions: points.size() % 4 == 0, out.size() == points.size(), voxel_m > 0, a
/// scratch for as many points or more.
ThinCounts ThinPoints(std::span<const float> points, double voxel_m, const ThinScratch& scratch,
                      std::span<float> out) noexcept;

}  // namespace saccade::core
