#include "locate_points.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "multiversion.h"

namespace saccade::core {
namespace {

constexpr float kPi = 3.14159265358979311600e+00F;
constexpr float kHalfPi = 1.5707963267948965580e+00F;

/// More than the angles here are wrong by, in radians: the fit by 1.1e-7, the roundings of float32 up to π
/// and of an edge by 8e-7 together.
constexpr float kAngleError = 2e-6F;
/// And in pixels, for each there are: the rounding of the product.
constexpr float kPixelError = 2e-7F;

/// Within these neither do squares overflow nor do they lose digits that the angles need.
constexpr float kLeastExact = 1e-15F;
constexpr float kMostExact = 1e18F;

/// The angle whose tangent is t, 0 ≤ t ≤ 1, by a Chebyshev fit in t².
[[gnu::always_inline]] inline float Turn(float t) noexcept {
  const float s = t * t;
  float sum = -0.004668773151934147F;
  sum = sum * s + 0.02416618913412094F;
  sum = sum * s + -0.0593671016395092F;
  sum = sum * s + 0.09906096756458282F;
  sum = sum * s + -0.14016585052013397F;
  sum = sum * s + 0.19969235360622406F;
  sum = sum * s + -0.33331960439682007F;
  sum = sum * s + 0.9999998807907104F;
  return sum * t;
}

/// The whole number nearest to `x`, |x| < 2^22; an addition, so that it needs no instruction of its own.
[[gnu::always_inline]] inline float Nearest(float x) noexcept {
  constexpr float kShift = 12582912.0F;  // 1.5 · 2^23
  return (x + kShift) - kShift;
}

std::int32_t Stride(const RangeImageSpec& spec) noexcept {
  return static_cast<std::int32_t>(ScratchColumns(static_cast<std::size_t>(spec.columns)));
}

/// What `row` and `column` come to: a fate of the column goes before one of the row.
[[gnu::always_inline]] inline std::int32_t Place(std::int32_t row, std::int32_t column,
                                                 std::int32_t stride) noexcept {
  std::int32_t place = row * stride + column;
  place = row < 0 ? row : place;
  return column < 0 ? column : place;
}

}  // namespace

BeamEdges::BeamEdges(std::span<const double> exact) noexcept
    : padded(std::bit_ceil(exact.size() + 1)) {
  for (std::size_t i = 0; i < padded; ++i) {
    edges[i] = i < exact.size() ? static_cast<float>(exact[i]) : -4.0F;
  }
}

SACCADE_MULTIVERSION void LocateColumns(const float* __restrict points, std::size_t count,
                                        const RangeImageSpec& spec, PointBlock& block) noexcept {
  const float columns_per_rad = static_cast<float>(spec.columns) / (2 * kPi);
  const float slack =
      kAngleError * columns_per_rad + kPixelError * static_cast<float>(spec.columns);
  const double nearest = spec.min_range_m;
  const double farthest = spec.max_range_m;
  float* __restrict const ranges = block.ranges.data();
  float* __restrict const pitches = block.pitches.data();
  std::int32_t* __restrict const columns = block.columns.data();
  for (std::size_t i = 0; i < count; ++i) {
    const float x = points[4 * i];
    const float y = points[4 * i + 1];
    const float z = points[4 * i + 2];
    // Ranges are written, so they must be the twin's. Products of two float32 are exact in a double.
    const double wide_x = x;
    const double wide_y = y;
    const double wide_z = z;
    const double distance = std::sqrt(wide_x * wide_x + wide_y * wide_y + wide_z * wide_z);
    const float range = static_cast<float>(distance);

    const float ax = std::fabs(x);
    const float ay = std::fabs(y);
    const float low = ay < ax ? ay : ax;
    const float high = ay < ax ? ax : ay;
    float yaw = Turn(low / high);
    yaw = ay > ax ? kHalfPi - yaw : yaw;
    yaw = x < 0 ? kPi - yaw : yaw;
    yaw = y < 0 ? -yaw : yaw;

    const float level = std::sqrt(x * x + y * y);
    const float az = std::fabs(z);
    const float less = az < level ? az : level;
    const float more = az < level ? level : az;
    float pitch = Turn(less / more);
    pitch = az > level ? kHalfPi - pitch : pitch;
    pitches[i] = z < 0 ? -pitch : pitch;

    const float turn = (kPi - yaw) * columns_per_rad;
    const float edge = Nearest(turn);
    float off = turn - edge;
    float column = off < 0 ? edge - 1 : edge;
    off = range > kLeastExact ? off : 0;
    off = range < kMostExact ? off : 0;
    // NaN, from no distance, is not sure either.
    column = std::fabs(off) > slack ? column : kUnsure;
    const double stored = range;
    column = stored > farthest ? kTooFar : column;
    column = (stored < nearest) | (stored == 0) ? kTooNear : column;
    column = distance < HUGE_VAL ? column : kNonFinite;
    ranges[i] = range;
    columns[i] = static_cast<std::int32_t>(column);
  }
}

SACCADE_MULTIVERSION void PlaceByView(std::size_t count, const RangeImageSpec& spec,
                                      PointBlock& block) noexcept {
  const auto rows = static_cast<float>(spec.rows);
  const auto up = static_cast<float>(spec.fov_up_rad);
  const auto rows_per_rad =
      static_cast<float>(spec.rows / (spec.fov_up_rad - spec.fov_down_rad));
  const float slack = kAngleError * rows_per_rad + kPixelError * rows;
  const std::int32_t stride = Stride(spec);
  const float* __restrict const pitches = block.pitches.data();
  const std::int32_t* __restrict const columns = block.columns.data();
  std::int32_t* __restrict const places = block.places.data();
  for (std::size_t i = 0; i < count; ++i) {
    float drop = (up - pitches[i]) * rows_per_rad;
    // Far outside, but not so far that `Nearest` is wrong.
    drop = drop > -0.5F ? drop : -0.5F;
    drop = drop < rows + 0.5F ? drop : rows + 0.5F;
    const float edge = Nearest(drop);
    const float off = drop - edge;
    float row = off < 0 ? edge - 1 : edge;
    row = row < rows ? row : kOutside;
    row = row < 0 ? kOutside : row;
    row = std::fabs(off) > slack ? row : kUnsure;
    places[i] = Place(static_cast<std::int32_t>(row), columns[i], stride);
  }
}

SACCADE_MULTIVERSION void PlaceByBeams(std::size_t count, const RangeImageSpec& spec,
                                       const BeamEdges& beams, PointBlock& block) noexcept {
  const std::int32_t stride = Stride(spec);
  const std::int32_t rows = spec.rows;
  const float* __restrict const edges = beams.edges.data();
  const float* __restrict const pitches = block.pitches.data();
  const std::int32_t* __restrict const columns = block.columns.data();
  std::int32_t* __restrict const above = block.rows.data();
  std::int32_t* __restrict const places = block.places.data();
  for (std::size_t i = 0; i < count; ++i) above[i] = 0;
  // Halves the edges of all points at once: a search of each would wait for its own loads.
  for (auto step = static_cast<std::int32_t>(beams.padded / 2); step > 0; step /= 2) {
    for (std::size_t i = 0; i < count; ++i) {
      above[i] += edges[above[i] + step - 1] >= pitches[i] ? step : 0;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t found = above[i];
    const float below = std::fabs(pitches[i] - edges[found]);
    const float over = std::fabs(pitches[i] - edges[std::max(found - 1, 0)]);
    std::int32_t row = (found > 0) & (found <= rows) ? found - 1 : kOutside;
    row = below > kAngleError ? row : kUnsure;
    row = over > kAngleError ? row : kUnsure;
    places[i] = Place(row, columns[i], stride);
  }
}

SACCADE_MULTIVERSION void PlaceByRings(const std::uint16_t* __restrict rings, std::size_t count,
                                       const RangeImageSpec& spec, PointBlock& block) noexcept {
  const std::int32_t stride = Stride(spec);
  const std::int32_t rows = spec.rows;
  const std::int32_t first = spec.is_lowest_ring_first ? spec.rows - 1 : 0;
  const std::int32_t next = spec.is_lowest_ring_first ? -1 : 1;
  const std::int32_t* __restrict const columns = block.columns.data();
  std::int32_t* __restrict const places = block.places.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t ring = rings[i];
    const std::int32_t row = ring < rows ? first + next * ring : kOutside;
    places[i] = Place(row, columns[i], stride);
  }
}

SACCADE_MULTIVERSION std::uint32_t CountUnplaced(std::size_t count, const PointBlock& block,
                                                 ProjectionCounts& counts) noexcept {
  const std::int32_t* __restrict const places = block.places.data();
  std::uint32_t non_finite = 0;
  std::uint32_t too_near = 0;
  std::uint32_t too_far = 0;
  std::uint32_t outside = 0;
  std::uint32_t unsure = 0;
  for (std::size_t i = 0; i < count; ++i) {
    non_finite += places[i] == kNonFinite;
    too_near += places[i] == kTooNear;
    too_far += places[i] == kTooFar;
    outside += places[i] == kOutside;
    unsure += places[i] == kUnsure;
  }
  counts.non_finite += non_finite;
  counts.too_near += too_near;
  counts.too_far += too_far;
  counts.outside_fov += outside;
  return unsure;
}

}  // namespace saccade::core
