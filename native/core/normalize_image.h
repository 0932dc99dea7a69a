/// 8-bit RGB → an encoder's input. The same bits as src/native/twins/normalize-image.ts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace saccade::core {

/// What becomes of each pixel, and which one it is taken from. `Value` is float, or the bits of a float16.
template <typename Value>
struct ImageChange {
  /// [3, 256]: what each value of red, green and blue becomes.
  std::span<const Value> tables;
  /// Added to the row and column that are read; the border is repeated.
  std::int64_t shift_rows;
  std::int64_t shift_columns;
  /// Writes [3, H, W] instead of [H, W, 3].
  bool is_planar;
};

/// Looks every value of [height, width, 3] `pixels` up in its colour's table. Does not allocate.
///
/// Preconditions: height, width ≥ 1 and under 2^31; pixels.size() == out.size() == height · width · 3;
/// tables.size() == 768; shifts under 2^31 either way.
void NormalizeImage(std::span<const std::uint8_t> pixels, std::size_t height, std::size_t width,
                    const ImageChange<float>& change, std::span<float> out) noexcept;

}  // namespace saccade::core
