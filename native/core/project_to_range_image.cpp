#include "project_to_range_image.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "arc_tangent.h"
#include "locate_points.h"
#include "multiversion.h"

namespace saccade::core {
namespace {

constexpr double kPi = 3.14159265358979311600e+00;

/// A pixel of the scratch image holds a range's bits above an intensity's. Those of no range are more than any.
constexpr std::uint64_t kNothing = std::uint64_t{0xffffffff} << 32;

/// The row of a pitch, or `kOutside`, as the twin has it.
std::int32_t ExactRow(double pitch, const RangeImageSpec& spec) noexcept {
  const std::span<const double> edges = spec.row_edges_rad;
  if (!edges.empty()) {
    if (pitch > edges.front() || pitch < edges.back()) return kOutside;
    const auto below = std::partition_point(edges.begin(), edges.end(),
                                            [pitch](double edge) { return edge >= pitch; });
    return std::min(static_cast<std::int32_t>(below - edges.begin()) - 1, spec.rows - 1);
  }
  if (pitch > spec.fov_up_rad || pitch < spec.fov_down_rad) return kOutside;
  const double rows_per_rad = spec.rows / (spec.fov_up_rad - spec.fov_down_rad);
  const double row = std::floor((spec.fov_up_rad - pitch) * rows_per_rad);
  return static_cast<std::int32_t>(std::min<double>(row, spec.rows - 1));
}

std::int32_t RingRow(std::uint16_t ring, const RangeImageSpec& spec) noexcept {
  if (ring >= spec.rows) return kOutside;
  return spec.is_lowest_ring_first ? spec.rows - 1 - ring : ring;
}

/// The place in the scratch image or the fate of point `i`, as the twin has it, bit for bit.
std::int32_t Exactly(const float* points, std::size_t i, const RangeImageSpec& spec) noexcept {
  const double x = points[4 * i];
  const double y = points[4 * i + 1];
  const double z = points[4 * i + 2];
  const std::int32_t row = spec.rings.empty()
                               ? ExactRow(ArcTangent2(z, std::sqrt(x * x + y * y)), spec)
                               : RingRow(spec.rings[i], spec);
  if (row < 0) return row;
  const double columns_per_rad = spec.columns / (2 * kPi);
  const double turn = std::floor((kPi - ArcTangent2(y, x)) * columns_per_rad);
  const auto stride = ScratchColumns(static_cast<std::size_t>(spec.columns));
  return row * static_cast<std::int32_t>(stride) +
         static_cast<std::int32_t>(turn < spec.columns ? turn : 0);
}

/// Each point into its pixel unless a nearer one, or an earlier as near, is there. Whether is as good as random, so no
/// branch asks; and those without a pixel go to one that nobody reads.
void Scatter(const float* points, std::size_t count, const PointBlock& block, std::size_t nowhere,
             std::uint64_t* scratch) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t place = block.places[i];
    std::uint64_t& pixel = scratch[place < 0 ? nowhere : static_cast<std::size_t>(place)];
    const std::uint64_t present = pixel;
    const std::uint64_t range = std::bit_cast<std::uint32_t>(block.ranges[i]);
    const std::uint64_t candidate =
        (range << 32) | std::bit_cast<std::uint32_t>(points[4 * i + 3]);
    // The bits of floats that are not negative are ordered as the floats are. Written so because of `?:` GCC
    // makes the branch.
    const std::uint64_t taken = std::uint64_t{0} - (range < (present >> 32) ? 1 : 0);
    pixel = present ^ ((present ^ candidate) & taken);
  }
}

}  // namespace

/// One row of the scratch image into the images; how many of its pixels were hit.
SACCADE_MULTIVERSION std::uint32_t ReadRow(const std::uint64_t* __restrict from,
                                           std::size_t columns, float* __restrict range,
                                           float* __restrict intensity) noexcept {
  std::uint32_t hits = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    const auto high = static_cast<std::uint32_t>(from[column] >> 32);
    const auto low = static_cast<std::uint32_t>(from[column]);
    const bool is_hit = high != 0xffffffff;
    hits += is_hit;
    // The low half of a pixel that was not hit is 0 already.
    range[column] = std::bit_cast<float>(is_hit ? high : 0);
    intensity[column] = std::bit_cast<float>(low);
  }
  return hits;
}

ProjectionCounts ProjectToRangeImage(std::span<const float> points, const RangeImageSpec& spec,
                                     std::span<float> range, std::span<float> intensity,
                                     std::span<std::uint64_t> scratch) noexcept {
  const auto rows = static_cast<std::size_t>(spec.rows);
  const auto columns = static_cast<std::size_t>(spec.columns);
  const std::size_t stride = ScratchColumns(columns);
  const std::size_t nowhere = rows * stride;
  std::fill_n(scratch.begin(), nowhere + 1, kNothing);
  const BeamEdges beams(spec.row_edges_rad);
  ProjectionCounts counts;
  const std::size_t total = points.size() / 4;
  PointBlock block;
  for (std::size_t start = 0; start < total; start += kPointBlock) {
    const std::size_t count = std::min(kPointBlock, total - start);
    const float* const from = points.data() + 4 * start;
    LocateColumns(from, count, spec, block);
    if (!spec.rings.empty()) {
      PlaceByRings(spec.rings.data() + start, count, spec, block);
    } else if (!spec.row_edges_rad.empty()) {
      PlaceByBeams(count, spec, beams, block);
    } else {
      PlaceByView(count, spec, block);
    }
    if (CountUnplaced(count, block, counts) > 0) {
      for (std::size_t i = 0; i < count; ++i) {
        if (block.places[i] != kUnsure) continue;
        block.places[i] = Exactly(points.data(), start + i, spec);
        counts.outside_fov += block.places[i] == kOutside;
      }
    }
    Scatter(from, count, block, nowhere, scratch.data());
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t to = row * columns;
    counts.kept += ReadRow(scratch.data() + row * stride, columns, range.data() + to,
                           intensity.data() + to);
  }
  counts.occluded = static_cast<std::uint32_t>(total) - counts.kept - counts.non_finite -
                    counts.too_near - counts.too_far - counts.outside_fov;
  return counts;
}

}  // namespace saccade::core
