#include "normalize_image.h"

#include <algorithm>

namespace saccade::core {
namespace {

/// Where one pixel goes to in a planar or an interleaved image.
struct Target {
  float* red;
  float* green;
  float* blue;
  std::size_t stride;
};

/// Looks `count` pixels up that are `apart` bytes apart: 3, or 0 for a border's one pixel.
void LookUp(const std::uint8_t* from, std::size_t apart, std::size_t count, const float* tables,
            Target& to) noexcept {
  const std::size_t stride = to.stride;
  float* const red = to.red;
  float* const green = to.green;
  float* const blue = to.blue;
  for (std::size_t i = 0; i < count; ++i, from += apart) {
    red[i * stride] = tables[from[0]];
    green[i * stride] = tables[256 + from[1]];
    blue[i * stride] = tables[512 + from[2]];
  }
  to.red += count * stride;
  to.green += count * stride;
  to.blue += count * stride;
}

}  // namespace

void NormalizeImage(std::span<const std::uint8_t> pixels, std::size_t height, std::size_t width,
                    const ImageChange& change, std::span<float> out) noexcept {
  const auto rows = static_cast<std::int64_t>(height);
  const auto columns = static_cast<std::int64_t>(width);
  const float* const tables = change.tables.data();
  float* const start = out.data();
  const std::size_t plane = height * width;
  Target to = change.is_planar ? Target{start, start + plane, start + 2 * plane, 1}
                               : Target{start, start + 1, start + 2, 3};
  // Columns [before, end) have a source; those to the left of them repeat its first, the others its last.
  const std::int64_t before = std::clamp<std::int64_t>(-change.shift_columns, 0, columns);
  const std::int64_t end = std::clamp<std::int64_t>(columns - change.shift_columns, before, columns);
  for (std::int64_t y = 0; y < rows; ++y) {
    const std::int64_t row = std::clamp<std::int64_t>(y + change.shift_rows, 0, rows - 1);
    const std::uint8_t* const from = pixels.data() + 3 * row * columns;
    LookUp(from, 0, static_cast<std::size_t>(before), tables, to);
    if (end > before) {
      LookUp(from + 3 * (before + change.shift_columns), 3, static_cast<std::size_t>(end - before),
             tables, to);
    }
    LookUp(from + 3 * (columns - 1), 0, static_cast<std::size_t>(columns - end), tables, to);
  }
}

}  // namespace saccade::core
