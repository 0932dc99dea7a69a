#include "thin_points.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace saccade::core {
namespace {

constexpr std::uint64_t kEmpty = ~std::uint64_t{0};

/// Three numbers of a voxel, each 0 ≤ v < 2^17, in one.
std::uint64_t KeyOf(double x, double y, double z) noexcept {
  const auto whole = [](double v) { return static_cast<std::uint64_t>(v + kMostVoxels); };
  return (whole(x) << 34) | (whole(y) << 17) | whole(z);
}

bool IsNear(double v) noexcept { return v >= -kMostVoxels && v < kMostVoxels; }

}  // namespace

ThinCounts ThinPoints(std::span<const float> points, double voxel_m, const ThinScratch& scratch,
                      std::span<float> out) noexcept {
  const std::size_t total = points.size() / 4;
  // As much of the table as this scan needs: all of it would be cleared for a small one as well.
  const std::size_t capacity = ThinTableSize(total);
  const int shift = 64 - std::countr_zero(capacity);
  std::fill_n(scratch.keys.begin(), capacity, kEmpty);
  const double per_m = 1 / voxel_m;
  ThinCounts counts;
  for (std::size_t i = 0; i < total; ++i) {
    const float* const point = points.data() + 4 * i;
    const double x = std::floor(point[0] * per_m);
    const double y = std::floor(point[1] * per_m);
    const double z = std::floor(point[2] * per_m);
    if (!(IsNear(x) && IsNear(y) && IsNear(z))) {
      const bool is_finite =
          std::isfinite(point[0]) && std::isfinite(point[1]) && std::isfinite(point[2]);
      ++(is_finite ? counts.outside : counts.non_finite);
      continue;
    }
    const std::uint64_t key = KeyOf(x, y, z);
    // Knuth's multiplication by 2^64 / φ; the high bits are the mixed ones.
    std::size_t slot = (key * 0x9e3779b97f4a7c15) >> shift;
    while (scratch.keys[slot] != key && scratch.keys[slot] != kEmpty) slot = (slot + 1) & (capacity - 1);
    if (scratch.keys[slot] == kEmpty) {
      scratch.keys[slot] = key;
      scratch.places[slot] = counts.voxels;
      scratch.counts[counts.voxels] = 0;
      std::fill_n(scratch.sums.begin() + static_cast<std::ptrdiff_t>(4 * counts.voxels), 4, 0.0);
      ++counts.voxels;
    }
    const std::size_t place = scratch.places[slot];
    ++scratch.counts[place];
    for (std::size_t k = 0; k < 4; ++k) scratch.sums[4 * place + k] += point[k];
  }
  for (std::size_t i = 0; i < 4 * std::size_t{counts.voxels}; ++i) {
    out[i] = static_cast<float>(scratch.sums[i] / scratch.counts[i / 4]);
  }
  return counts;
}

}  // namespace saccade::core
