#include "project_to_range_image.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "arc_tangent.h"
#include "multiversion.h"

namespace saccade::core {
namespace {

constexpr double kPi = 3.14159265358979311600e+00;
constexpr double kHalfPi = 1.5707963267948965580e+00;

/// Points that are worked on at a time: their numbers stay in the first-level cache.
constexpr std::size_t kBlock = 256;

/// More than the angles of `Turn` are wrong by, 4e-11 rad, and their rounding.
constexpr double kAngleError = 1e-10;

/// What a place in a block's pixels says where it names no pixel.
constexpr std::int32_t kUnsure = -1;
constexpr std::int32_t kNonFinite = -2;
constexpr std::int32_t kTooNear = -3;
constexpr std::int32_t kTooFar = -4;
constexpr std::int32_t kOutside = -5;

/// The angle whose tangent is t, 0 ≤ t ≤ 1, by a Chebyshev fit in t².
[[gnu::always_inline]] inline double Turn(double t) noexcept {
  const double s = t * t;
  double sum = -0.0006633954571104787;
  sum = sum * s + 0.00473248419342192;
  sum = sum * s + -0.015828322749149415;
  sum = sum * s + 0.033826218952786875;
  sum = sum * s + -0.05395668057137172;
  sum = sum * s + 0.07228278345377252;
  sum = sum * s + -0.08974171958363882;
  sum = sum * s + 0.11091922963683302;
  sum = sum * s + -0.14283813255743194;
  sum = sum * s + 0.19999901102171555;
  sum = sum * s + -0.3333333129088999;
  sum = sum * s + 0.9999999999293037;
  return sum * t;
}

/// The whole number nearest to `x`; an addition, so that it needs no instruction of its own.
[[gnu::always_inline]] inline double Nearest(double x) noexcept {
  constexpr double kShift = 6755399441055744.0;  // 1.5 · 2^52
  return (x + kShift) - kShift;
}

/// The place in the scratch image or the fate of one point, as the twin has it, bit for bit.
std::int32_t Exactly(const float* point, const RangeImageSpec& spec) noexcept {
  const auto stride = static_cast<std::int32_t>(
      ScratchColumns(static_cast<std::size_t>(spec.columns)));
  const double x = point[0];
  const double y = point[1];
  const double z = point[2];
  const double flat = x * x + y * y;
  const double pitch = ArcTangent2(z, std::sqrt(flat));
  if (pitch > spec.fov_up_rad || pitch < spec.fov_down_rad) return kOutside;
  const double rows_per_rad = spec.rows / (spec.fov_up_rad - spec.fov_down_rad);
  const double columns_per_rad = spec.columns / (2 * kPi);
  const double row = std::floor((spec.fov_up_rad - pitch) * rows_per_rad);
  const double turn = std::floor((kPi - ArcTangent2(y, x)) * columns_per_rad);
  const auto column = static_cast<std::int32_t>(turn < spec.columns ? turn : 0);
  return static_cast<std::int32_t>(std::min<double>(row, spec.rows - 1)) * stride + column;
}

}  // namespace

/// Ranges, and places in the scratch image, of `count` points. A point so near the edge of a pixel that the fit could take the
/// wrong side is `kUnsure`, and so is one straight above or below.
SACCADE_MULTIVERSION void LocatePoints(const float* __restrict points, std::size_t count,
                                       const RangeImageSpec& spec, float* __restrict ranges,
                                       std::int32_t* __restrict pixels) noexcept {
  const double rows = spec.rows;
  const double columns = spec.columns;
  const auto stride = static_cast<double>(ScratchColumns(static_cast<std::size_t>(spec.columns)));
  const double rows_per_rad = rows / (spec.fov_up_rad - spec.fov_down_rad);
  const double columns_per_rad = columns / (2 * kPi);
  const double row_slack = kAngleError * rows_per_rad + 1e-12 * rows;
  const double column_slack = kAngleError * columns_per_rad + 1e-12 * columns;
  const double up = spec.fov_up_rad;
  const double nearest = spec.min_range_m;
  const double farthest = spec.max_range_m;
  for (std::size_t i = 0; i < count; ++i) {
    const double x = points[4 * i];
    const double y = points[4 * i + 1];
    const double z = points[4 * i + 2];
    // Products of two float32 are exact in a double, and never overflow one.
    const double flat = x * x + y * y;
    const double distance = std::sqrt(flat + z * z);
    const float range = static_cast<float>(distance);

    const double ax = std::fabs(x);
    const double ay = std::fabs(y);
    const double low = ay < ax ? ay : ax;
    const double high = ay < ax ? ax : ay;
    double yaw = Turn(low / high);
    yaw = ay > ax ? kHalfPi - yaw : yaw;
    yaw = x < 0 ? kPi - yaw : yaw;
    yaw = y < 0 ? -yaw : yaw;

    const double level = std::sqrt(flat);
    const double az = std::fabs(z);
    const double less = az < level ? az : level;
    const double more = az < level ? level : az;
    double pitch = Turn(less / more);
    pitch = az > level ? kHalfPi - pitch : pitch;
    pitch = z < 0 ? -pitch : pitch;

    const double turn = (kPi - yaw) * columns_per_rad;
    const double drop = (up - pitch) * rows_per_rad;
    const double turn_edge = Nearest(turn);
    const double drop_edge = Nearest(drop);
    const double turn_off = turn - turn_edge;
    const double drop_off = drop - drop_edge;
    const double column = turn_off < 0 ? turn_edge - 1 : turn_edge;
    const double row = drop_off < 0 ? drop_edge - 1 : drop_edge;
    // NaN, from no distance, is not sure either.
    const bool is_sure = (std::fabs(turn_off) > column_slack) & (std::fabs(drop_off) > row_slack);
    const bool is_seen = (row >= 0) & (row < rows);

    double place = is_seen ? row * stride + column : kOutside;
    place = is_sure ? place : kUnsure;
    const double stored = range;
    place = stored > farthest ? kTooFar : place;
    place = (stored < nearest) | (stored == 0) ? kTooNear : place;
    place = distance < HUGE_VAL ? place : kNonFinite;
    ranges[i] = range;
    pixels[i] = static_cast<std::int32_t>(place);
  }
}

ProjectionCounts ProjectToRangeImage(std::span<const float> points, const RangeImageSpec& spec,
                                     std::span<float> range, std::span<float> intensity,
                                     std::span<std::uint64_t> scratch) noexcept {
  // A pixel holds its range above the place of its point: the least is the nearest, and of two equally
  // near the first. The bits of floats that are not negative are ordered as the floats are.
  constexpr std::uint64_t kNothing = ~std::uint64_t{0};
  const auto rows = static_cast<std::size_t>(spec.rows);
  const auto columns = static_cast<std::size_t>(spec.columns);
  const std::size_t stride = ScratchColumns(columns);
  std::fill_n(scratch.begin(), rows * stride, kNothing);
  ProjectionCounts counts;
  const std::size_t total = points.size() / 4;
  float ranges[kBlock];
  std::int32_t pixels[kBlock];
  for (std::size_t start = 0; start < total; start += kBlock) {
    const std::size_t count = std::min(kBlock, total - start);
    const float* const from = points.data() + 4 * start;
    LocatePoints(from, count, spec, ranges, pixels);
    for (std::size_t i = 0; i < count; ++i) {
      std::int32_t pixel = pixels[i];
      if (pixel < 0) {
        if (pixel == kUnsure) pixel = Exactly(from + 4 * i, spec);
        counts.non_finite += pixel == kNonFinite;
        counts.too_near += pixel == kTooNear;
        counts.too_far += pixel == kTooFar;
        counts.outside_fov += pixel == kOutside;
        if (pixel < 0) continue;
      }
      // Without a branch: whether a pixel has a return already is as good as random.
      const auto place = static_cast<std::size_t>(pixel);
      const std::uint64_t bits = std::bit_cast<std::uint32_t>(ranges[i]);
      const std::uint64_t candidate = (bits << 32) | (start + i);
      scratch[place] = std::min(scratch[place], candidate);
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t* const from = scratch.data() + row * stride;
    for (std::size_t column = 0; column < columns; ++column) {
      const std::uint64_t nearest = from[column];
      const bool is_hit = nearest != kNothing;
      const std::size_t to = row * columns + column;
      counts.kept += is_hit;
      range[to] = is_hit ? std::bit_cast<float>(static_cast<std::uint32_t>(nearest >> 32)) : 0.0F;
      intensity[to] = is_hit ? points[4 * (nearest & 0xffffffff) + 3] : 0.0F;
    }
  }
  counts.occluded = static_cast<std::uint32_t>(total) - counts.kept - counts.non_finite -
                    counts.too_near - counts.too_far - counts.outside_fov;
  return counts;
}

}  // namespace saccade::core
