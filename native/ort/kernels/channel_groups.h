/// Channels in groups, as the group normalisation divides them.
#pragma once

#include "kernel_call.h"

namespace saccade::ort {

/// How x [N, C, …] falls into N·G pieces that lie in one row each: piece n·G + g has the channels
/// g·C/G to (g + 1)·C/G − 1 of element n.
struct ChannelGroups {
  std::size_t batch;
  std::size_t channels;
  std::size_t groups;
  /// Elements of one channel of one element of the batch.
  std::size_t places;

  [[nodiscard]] std::size_t pieces() const noexcept { return batch * groups; }
  [[nodiscard]] std::size_t channels_each() const noexcept { return channels / groups; }
  [[nodiscard]] std::size_t size() const noexcept { return channels_each() * places; }
  [[nodiscard]] std::size_t FirstChannel(std::size_t piece) const noexcept {
    return piece % groups * channels_each();
  }
};

/// Throws Error kInput when x is no [N, C, …] whose channels `groups` divides, or has no element.
inline ChannelGroups DivideChannels(const Shape& shape, std::int64_t groups) {
  Require(shape.size() >= 2 && shape[1] > 0 && shape[1] % groups == 0 && ElementCount(shape) > 0,
          "x [N, C, ...] with C a multiple of the groups");
  const auto batch = static_cast<std::size_t>(shape[0]);
  const auto channels = static_cast<std::size_t>(shape[1]);
  return {batch, channels, static_cast<std::size_t>(groups),
          ElementCount(shape) / (batch * channels)};
}

}  // namespace saccade::ort
