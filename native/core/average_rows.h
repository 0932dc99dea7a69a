/// Rows of a resized image, one at a time: what resizing and preparing an image share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

#include "resize_image.h"

namespace saccade::core {

/// One axis in units in which both the old and the new pixels are whole: a new one is `old_units` long,
/// an old one `new_units`. All weights are then whole numbers, and the sums exact in any order.
struct Axis {
  std::uint32_t old_units;
  std::uint32_t new_units;

  Axis(std::size_t from, std::size_t to) noexcept {
    const std::size_t common = std::gcd(from, to);
    old_units = static_cast<std::uint32_t>(from / common);
    new_units = static_cast<std::uint32_t>(to / common);
  }
  /// The first old pixel that new pixel `i` covers.
  [[nodiscard]] std::size_t First(std::size_t i) const noexcept { return i * old_units / new_units; }
  /// The one after the last.
  [[nodiscard]] std::size_t End(std::size_t i) const noexcept {
    return ((i + 1) * old_units + new_units - 1) / new_units;
  }
  /// How much of old pixel `j` new pixel `i` covers.
  [[nodiscard]] std::uint32_t Weight(std::size_t i, std::size_t j) const noexcept {
    const std::size_t end = std::min((i + 1) * old_units, (j + 1) * new_units);
    return static_cast<std::uint32_t>(end - std::max(i * old_units, j * new_units));
  }
};

/// sums = weight · bytes
void StartRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
              std::uint16_t* sums) noexcept;
void StartRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
              std::uint32_t* sums) noexcept;

/// sums += weight · bytes
void AddRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
            std::uint16_t* sums) noexcept;
void AddRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
            std::uint32_t* sums) noexcept;

/// ⌊sum / total + ½⌋. The quarter keeps a quotient that is whole from being rounded below itself; sums
/// and totals are whole, so it takes no other one over the next.
struct Rounded {
  double half;
  double per_total;
  explicit Rounded(double total) noexcept : half(total / 2 + 0.25), per_total(1 / total) {}
  [[nodiscard]] std::uint8_t operator()(std::uint64_t sum) const noexcept {
    const double shifted = static_cast<double>(static_cast<std::int64_t>(sum)) + half;
    return static_cast<std::uint8_t>(static_cast<std::int32_t>(shifted * per_total));
  }
};

/// Averages the rows of `box` that new row `y` covers into `to`, [width, 3]. `sums` has room for a row of the box.
template <typename Sum>
void AverageRow(const PixelSource& source, const PixelBox& box, const Axis& rows,
                const Axis& columns, std::size_t y, std::size_t width, Sum* sums,
                std::uint8_t* to) noexcept {
  const auto [red, green, blue] = source.places;
  const std::size_t bytes = source.pixel_bytes;
  const std::size_t count = box.width * bytes;
  const std::uint8_t* const start = source.data.data() + box.top * source.step + box.left * bytes;
  const Rounded rounded(static_cast<double>(rows.old_units) * columns.old_units);
  const std::size_t first_row = rows.First(y);
  StartRow(start + first_row * source.step, count, rows.Weight(y, first_row), sums);
  for (std::size_t row = first_row + 1; row < rows.End(y); ++row) {
    AddRow(start + row * source.step, count, rows.Weight(y, row), sums);
  }
  for (std::size_t x = 0; x < width; ++x) {
    std::uint64_t r = 0;
    std::uint64_t g = 0;
    std::uint64_t b = 0;
    const std::size_t end = columns.End(x);
    for (std::size_t column = columns.First(x); column < end; ++column) {
      const std::uint64_t weight = columns.Weight(x, column);
      const Sum* const pixel = sums + column * bytes;
      r += weight * pixel[red];
      g += weight * pixel[green];
      b += weight * pixel[blue];
    }
    to[0] = rounded(r);
    to[1] = rounded(g);
    to[2] = rounded(b);
    to += 3;
  }
}

/// Calls `work` with the address of sums of one row: 16 bits where they suffice, which is half the memory and twice the
/// lanes, for every ratio of small whole numbers.
template <typename Work>
void WithSums(const Axis& rows, Work work) noexcept {
  if (rows.old_units <= 65535 / 255) {
    std::uint16_t sums[kWidestBox * 4];
    work(sums);
  } else {
    std::uint32_t sums[kWidestBox * 4];
    work(sums);
  }
}

}  // namespace saccade::core
