#include "extract_points.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace saccade::core {
namespace {

template <typename T>
[[gnu::always_inline]] inline float Read(const std::uint8_t* from, bool is_swapped) noexcept {
  std::array<std::uint8_t, sizeof(T)> bytes;
  std::memcpy(bytes.data(), from, sizeof(T));
  if (is_swapped) std::reverse(bytes.begin(), bytes.end());
  return static_cast<float>(std::bit_cast<T>(bytes));
}

/// One field of every point; `to` is the field's place in the first point.
template <typename T>
void ReadField(const std::uint8_t* data, const PointLayout& layout, bool is_swapped,
               float* to) noexcept {
  for (std::size_t row = 0; row < layout.height; ++row) {
    const std::uint8_t* from = data + row * layout.row_step;
    // Apart, so that the order of bytes is not asked for at each element.
    if (is_swapped) {
      for (std::size_t i = 0; i < layout.width; ++i, from += layout.point_step, to += 4) {
        *to = Read<T>(from, true);
      }
    } else {
      for (std::size_t i = 0; i < layout.width; ++i, from += layout.point_step, to += 4) {
        *to = Read<T>(from, false);
      }
    }
  }
}

void ReadField(ElementType type, const std::uint8_t* data, const PointLayout& layout,
               bool is_swapped, float* to) noexcept {
  switch (type) {
    case ElementType::kInt8: return ReadField<std::int8_t>(data, layout, is_swapped, to);
    case ElementType::kUint8: return ReadField<std::uint8_t>(data, layout, is_swapped, to);
    case ElementType::kInt16: return ReadField<std::int16_t>(data, layout, is_swapped, to);
    case ElementType::kUint16: return ReadField<std::uint16_t>(data, layout, is_swapped, to);
    case ElementType::kInt32: return ReadField<std::int32_t>(data, layout, is_swapped, to);
    case ElementType::kUint32: return ReadField<std::uint32_t>(data, layout, is_swapped, to);
    case ElementType::kFloat32: return ReadField<float>(data, layout, is_swapped, to);
    case ElementType::kFloat64: return ReadField<double>(data, layout, is_swapped, to);
  }
}

/// What nearly every driver writes: all float32, x y z in a row. The points are read once, not four times.
void ReadFloats(const std::uint8_t* data, const PointLayout& layout,
                std::span<const PointField> fields, float* to) noexcept {
  const std::size_t xyz = fields[0].offset;
  const bool has_intensity = fields.size() > 3;
  const std::size_t intensity = has_intensity ? fields[3].offset : 0;
  for (std::size_t row = 0; row < layout.height; ++row) {
    const std::uint8_t* from = data + row * layout.row_step;
    for (std::size_t i = 0; i < layout.width; ++i, from += layout.point_step, to += 4) {
      float point[4] = {0, 0, 0, 0};
      std::memcpy(point, from + xyz, 12);
      if (has_intensity) std::memcpy(point + 3, from + intensity, 4);
      std::memcpy(to, point, 16);
    }
  }
}

}  // namespace

std::size_t SizeOf(ElementType type) noexcept {
  switch (type) {
    case ElementType::kInt8:
    case ElementType::kUint8: return 1;
    case ElementType::kInt16:
    case ElementType::kUint16: return 2;
    case ElementType::kInt32:
    case ElementType::kUint32:
    case ElementType::kFloat32: return 4;
    case ElementType::kFloat64: return 8;
  }
  return 8;
}

void ExtractPoints(std::span<const std::uint8_t> data, const PointLayout& layout,
                   std::span<const PointField> fields, std::span<float> points) noexcept {
  if (points.empty()) return;
  constexpr bool kIsBigEndianHere = std::endian::native == std::endian::big;
  const bool is_swapped = layout.is_big_endian != kIsBigEndianHere;
  const bool is_floats = std::all_of(fields.begin(), fields.end(), [](const PointField& field) {
    return field.type == ElementType::kFloat32;
  });
  const bool is_packed = fields[1].offset == fields[0].offset + 4 &&
                         fields[2].offset == fields[0].offset + 8;
  if (is_floats && is_packed && !is_swapped) {
    return ReadFloats(data.data(), layout, fields, points.data());
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    ReadField(fields[i].type, data.data() + fields[i].offset, layout, is_swapped, points.data() + i);
  }
  if (fields.size() > 3) return;
  for (std::size_t i = 3; i < points.size(); i += 4) points[i] = 0;
}

}  // namespace saccade::core
