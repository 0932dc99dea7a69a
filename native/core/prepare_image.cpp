#include "prepare_image.h"

#include "average_rows.h"
#include "look_up_row.h"

namespace saccade::core {

template <typename Value>
void PrepareImage(const PixelSource& source, const PixelBox& box, std::size_t width,
                  std::size_t height, const ImageChange<Value>& change,
                  std::span<Value> out) noexcept {
  const Axis rows(box.height, height);
  const Axis columns(box.width, width);
  const auto row_count = static_cast<std::int64_t>(height);
  PixelTarget<Value> to(out.data(), height * width, change.is_planar);
  std::uint8_t line[kWidestBox * 3];
  WithSums(rows, [&](auto* sums) {
    std::int64_t held = -1;
    for (std::int64_t y = 0; y < row_count; ++y) {
      const std::int64_t row = std::clamp<std::int64_t>(y + change.shift_rows, 0, row_count - 1);
      // A repeated border is averaged once.
      if (row != held) {
        AverageRow(source, box, rows, columns, static_cast<std::size_t>(row), width, sums, line);
      }
      held = row;
      LookUpRow(line, static_cast<std::int64_t>(width), change.shift_columns, change.tables.data(),
                to);
    }
  });
}

template void PrepareImage<float>(const PixelSource&, const PixelBox&, std::size_t, std::size_t,
                                  const ImageChange<float>&, std::span<float>) noexcept;
template void PrepareImage<std::uint16_t>(const PixelSource&, const PixelBox&, std::size_t,
                                          std::size_t, const ImageChange<std::uint16_t>&,
                                          std::span<std::uint16_t>) noexcept;

}  // namespace saccade::core
