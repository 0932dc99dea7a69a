/// Part of an 8-bit image → RGB of another size. The same bits as src/native/twins/resize-image.ts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

/// Bytes that hold pixels in rows; `places` are those of red, green and blue in a pixel.
struct PixelSource {
  std::span<const std::uint8_t> data;
  /// Bytes from one row to the next.
  std::size_t step;
  std::size_t pixel_bytes;
  std::array<std::size_t, 3> places;
};

struct PixelBox {
  std::size_t left;
  std::size_t top;
  std::size_t width;
  std::size_t height;
};

/// The widest box: its sums of one row lie on the stack.
inline constexpr std::size_t kWidestBox = 8192;
inline constexpr std::size_t kTallestBox = std::size_t{1} << 24;

/// Averages the area of `box` that each new pixel covers, exactly, and rounds halves up; enlarging
/// repeats pixels. `out` is [height, width, 3] red, green, blue. Does not allocate.
///
/// Preconditions: pixel_bytes ≤ 4 and places < pixel_bytes; the box is not empty, lies within `data`
/// and is at most kWidestBox · kTallestBox; width, height ≥ 1; out.size() == height · width · 3.
void ResizeImage(const PixelSource& source, const PixelBox& box, std::size_t width,
                 std::size_t height, std::span<std::uint8_t> out) noexcept;

}  // namespace saccade::core
