/// Points of a scan → columns and rows of a range image, many at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "project_to_range_image.h"

namespace saccade::core {

/// Points that are worked on at a time: their numbers stay in the first-level cache.
inline constexpr std::size_t kPointBlock = 256;

/// What a place says where it names no pixel.
inline constexpr std::int32_t kUnsure = -1;
inline constexpr std::int32_t kNonFinite = -2;
inline constexpr std::int32_t kTooNear = -3;
inline constexpr std::int32_t kTooFar = -4;
inline constexpr std::int32_t kOutside = -5;

/// The numbers of a block's points, on their way to pixels.
struct PointBlock {
  alignas(64) std::array<float, kPointBlock> ranges;
  alignas(64) std::array<float, kPointBlock> pitches;
  /// A column, or one of the words above.
  alignas(64) std::array<std::int32_t, kPointBlock> columns;
  alignas(64) std::array<std::int32_t, kPointBlock> rows;
  /// The place in the scratch image, or one of the words above.
  alignas(64) std::array<std::int32_t, kPointBlock> places;
};

/// The edges of rows of their own heights, in float32 and padded for a search without a branch.
struct BeamEdges {
  std::array<float, 8192> edges;
  /// A power of two, more than the edges.
  std::size_t padded;

  explicit BeamEdges(std::span<const double> exact) noexcept;
};

/// Ranges, pitches and columns. Angles are in float32 and by a fit: a point so near the edge of a column that it
/// may belong to the other side is `kUnsure`, and so is one straight above or below.
void LocateColumns(const float* points, std::size_t count, const RangeImageSpec& spec,
                   PointBlock& block) noexcept;

/// Places from pitches and columns, in rows of equal height.
void PlaceByView(std::size_t count, const RangeImageSpec& spec, PointBlock& block) noexcept;

/// Places from pitches and columns, in rows between `edges`.
void PlaceByBeams(std::size_t count, const RangeImageSpec& spec, const BeamEdges& edges,
                  PointBlock& block) noexcept;

/// Places from columns and the points' rings.
void PlaceByRings(const std::uint16_t* rings, std::size_t count, const RangeImageSpec& spec,
                  PointBlock& block) noexcept;

/// Adds to `counts` what the places say of points without a pixel; how many are unsure.
std::uint32_t CountUnplaced(std::size_t count, const PointBlock& block,
                            ProjectionCounts& counts) noexcept;

}  // namespace saccade::core
