#include "resize_image.h"

#include "average_rows.h"

namespace saccade::core {

void ResizeImage(const PixelSource& source, const PixelBox& box, std::size_t width,
                 std::size_t height, std::span<std::uint8_t> out) noexcept {
  const Axis rows(box.height, height);
  const Axis columns(box.width, width);
  WithSums(rows, [&](auto* sums) {
    for (std::size_t y = 0; y < height; ++y) {
      AverageRow(source, box, rows, columns, y, width, sums, out.data() + 3 * width * y);
    }
  });
}

}  // namespace saccade::core
