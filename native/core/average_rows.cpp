#include "average_rows.h"

#include "multiversion.h"

namespace saccade::core {

/// sums = weight · bytes
SACCADE_MULTIVERSION void StartRow16(const std::uint8_t* __restrict bytes, std::size_t count,
                                     std::uint16_t weight, std::uint16_t* __restrict sums) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    sums[i] = static_cast<std::uint16_t>(weight * bytes[i]);
  }
}

/// sums += weight · bytes
SACCADE_MULTIVERSION void AddRow16(const std::uint8_t* __restrict bytes, std::size_t count,
                                   std::uint16_t weight, std::uint16_t* __restrict sums) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    sums[i] = static_cast<std::uint16_t>(sums[i] + weight * bytes[i]);
  }
}

SACCADE_MULTIVERSION void StartRow32(const std::uint8_t* __restrict bytes, std::size_t count,
                                     std::uint32_t weight, std::uint32_t* __restrict sums) noexcept {
  for (std::size_t i = 0; i < count; ++i) sums[i] = weight * bytes[i];
}

SACCADE_MULTIVERSION void AddRow32(const std::uint8_t* __restrict bytes, std::size_t count,
                                   std::uint32_t weight, std::uint32_t* __restrict sums) noexcept {
  for (std::size_t i = 0; i < count; ++i) sums[i] += weight * bytes[i];
}

void StartRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
              std::uint16_t* sums) noexcept {
  StartRow16(bytes, count, static_cast<std::uint16_t>(weight), sums);
}
void StartRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
              std::uint32_t* sums) noexcept {
  StartRow32(bytes, count, weight, sums);
}
void AddRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
            std::uint16_t* sums) noexcept {
  AddRow16(bytes, count, static_cast<std::uint16_t>(weight), sums);
}
void AddRow(const std::uint8_t* bytes, std::size_t count, std::uint32_t weight,
            std::uint32_t* sums) noexcept {
  AddRow32(bytes, count, weight, sums);
}

}  // namespace saccade::core
