#include "lanes.h"

#include <numeric>

namespace saccade::ort {

BlockedGroups DivideBlocks(const Shape& shape, std::int64_t groups, std::int64_t block) {
  Require(block == 8 || block == 16, "blocks of 8 or 16");
  Require(groups > 0 && shape.size() >= 2 && shape[1] > 0 && shape[1] % groups == 0 &&
              shape[1] % block == 0 && ElementCount(shape) > 0,
          "x [N, C, ...] with C a multiple of the groups and of the block");
  const auto batch = static_cast<std::size_t>(shape[0]);
  const auto channels = static_cast<std::size_t>(shape[1]);
  const auto each = static_cast<std::size_t>(shape[1] / groups);
  return {
      .batch = batch,
      .channels = channels,
      .groups = static_cast<std::size_t>(groups),
      .places = ElementCount(shape) / (batch * channels),
      .block = static_cast<std::size_t>(block),
      .piece_channels = std::lcm(each, static_cast<std::size_t>(block)),
  };
}

}  // namespace saccade::ort
