/// One row of an 8-bit image into an encoder's input: what normalising and preparing an image share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace saccade::core {

/// Where the next pixel goes to in a planar or an interleaved image.
template <typename Value>
struct PixelTarget {
  Value* red;
  Value* green;
  Value* blue;
  std::size_t stride;

  PixelTarget(Value* start, std::size_t pixels, bool is_planar) noexcept
      : red(start),
        green(start + (is_planar ? pixels : 1)),
        blue(start + 2 * (is_planar ? pixels : 1)),
        stride(is_planar ? 1 : 3) {}
};

/// Looks `count` pixels up that are `apart` bytes apart: 3, or 0 for a border's one pixel.
template <typename Value>
void LookUp(const std::uint8_t* from, std::size_t apart, std::size_t count, const Value* tables,
            PixelTarget<Value>& to) noexcept {
  const std::size_t stride = to.stride;
  Value* const red = to.red;
  Value* const green = to.green;
  Value* const blue = to.blue;
  for (std::size_t i = 0; i < count; ++i, from += apart) {
    red[i * stride] = tables[from[0]];
    green[i * stride] = tables[256 + from[1]];
    blue[i * stride] = tables[512 + from[2]];
  }
  to.red += count * stride;
  to.green += count * stride;
  to.blue += count * stride;
}

/// Looks a row of [columns, 3] up, `shift` pixels to the right of where it goes; the border is repeated.
template <typename Value>
void LookUpRow(const std::uint8_t* from, std::int64_t columns, std::int64_t shift,
               const Value* tables, PixelTarget<Value>& to) noexcept {
  // Columns [before, end) have a source; those to the left of them repeat its first, the others its last.
  const std::int64_t before = std::clamp<std::int64_t>(-shift, 0, columns);
  const std::int64_t end = std::clamp<std::int64_t>(columns - shift, before, columns);
  LookUp(from, 0, static_cast<std::size_t>(before), tables, to);
  if (end > before) {
    LookUp(from + 3 * (before + shift), 3, static_cast<std::size_t>(end - before), tables, to);
  }
  LookUp(from + 3 * (columns - 1), 0, static_cast<std::size_t>(columns - end), tables, to);
}

}  // namespace saccade::core
