#include "extract_points.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace saccade::core {
namespace {

template <typename T>
[[gnu::always_inline]] inline float Read(const std::uint8_t* from, bool is_swapped) noexcept {
  if (!is_swapped) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return static_cast<float>(value);
  }
  std::array<std::uint8_t, sizeof(T)> bytes;
  std::memcpy(bytes.data(), from, sizeof(T));
  std::reverse(bytes.begin(), bytes.end());
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

/// What nearly every driver writes: all float32. The points are read once, not four times. Each number goes
/// straight to its place: gathered into one on the stack first, a store of four waits for single ones.
template <bool kHasIntensity>
void ReadFloats(const std::uint8_t* data, const PointLayout& layout,
                std::span<const PointField> fields, float* __restrict to) noexcept {
  const std::size_t x = fields[0].offset;
  const std::size_t y = fields[1].offset;
  const std::size_t z = fields[2].offset;
  const std::size_t intensity = kHasIntensity ? fields[3].offset : 0;
  for (std::size_t row = 0; row < layout.height; ++row) {
    const std::uint8_t* from = data + row * layout.row_step;
    for (std::size_t i = 0; i < layout.width; ++i, from += layout.point_step, to += 4) {
      to[0] = Read<float>(from + x, false);
      to[1] = Read<float>(from + y, false);
      to[2] = Read<float>(from + z, false);
      to[3] = kHasIntensity ? Read<float>(from + intensity, false) : 0.0F;
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
  if (is_floats && !is_swapped) {
    if (fields.size() > 3) return ReadFloats<true>(data.data(), layout, fields, points.data());
    return ReadFloats<false>(data.data(), layout, fields, points.data());
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    ReadField(fields[i].type, data.data() + fields[i].offset, layout, is_swapped, points.data() + i);
  }
  if (fields.size() > 3) return;
  for (std::size_t i = 3; i < points.size(); i += 4) points[i] = 0;
}

}  // namespace saccade::core
