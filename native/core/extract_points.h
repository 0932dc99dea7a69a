/// Points of any layout → [n, 4] float32. The same numbers as src/native/twins/extract-points.ts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

enum class ElementType : std::uint8_t {
  kInt8,
  kUint8,
  kInt16,
  kUint16,
  kInt32,
  kUint32,
  kFloat32,
  kFloat64,
};

/// Bytes of one element.
std::size_t SizeOf(ElementType type) noexcept;

struct PointField {
  /// Bytes from the start of the point.
  std::size_t offset;
  ElementType type;
};

/// Rows of points; all steps in bytes.
struct PointLayout {
  std::size_t width;
  std::size_t height;
  std::size_t point_step;
  std::size_t row_step;
  bool is_big_endian;
};

/// Reads x, y, z and, where a fourth field is given, intensity of every point into `points`, [n, 4];
/// intensity is 0 where none is given. Does not allocate; `data` needs no alignment.
///
/// Preconditions: 3 or 4 fields, each within point_step; every point within `data`;
/// points.size() == 4 · width · height.
void ExtractPoints(std::span<const std::uint8_t> data, const PointLayout& layout,
                   std::span<const PointField> fields, std::span<float> points) noexcept;

}  // namespace saccade::core
