#include "normalize_image.h"

#include <algorithm>

#include "look_up_row.h"

namespace saccade::core {

void NormalizeImage(std::span<const std::uint8_t> pixels, std::size_t height, std::size_t width,
                    const ImageChange<float>& change, std::span<float> out) noexcept {
  const auto rows = static_cast<std::int64_t>(height);
  const auto columns = static_cast<std::int64_t>(width);
  PixelTarget<float> to(out.data(), height * width, change.is_planar);
  for (std::int64_t y = 0; y < rows; ++y) {
    const std::int64_t row = std::clamp<std::int64_t>(y + change.shift_rows, 0, rows - 1);
    LookUpRow(pixels.data() + 3 * row * columns, columns, change.shift_columns,
              change.tables.data(), to);
  }
}

}  // namespace saccade::core
