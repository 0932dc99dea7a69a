/// Channels that lie side by side in a tensor of blocks, as one vector.
#pragma once

#include <cstddef>

#include "kernel_call.h"

namespace saccade::ort {

/// One place of a block: kCount channels. The compiler cuts it into the vectors that the processor has.
/// It never crosses the border of a function that is not inlined.
template <std::size_t kCount>
struct LanesOf {
  typedef float Type __attribute__((vector_size(kCount * sizeof(float)), aligned(4), may_alias));
};

#define SACCADE_INLINE inline __attribute__((always_inline))

/// How x [N, C, …] in blocks of channels, [N, C/block, places, block] in memory, falls into N·P pieces
/// that lie in one row each and hold whole blocks as well as whole groups.
struct BlockedGroups {
  std::size_t batch;
  std::size_t channels;
  std::size_t groups;
  std::size_t places;
  std::size_t block;
  /// Channels of one piece: the least common multiple of a block and a group.
  std::size_t piece_channels;

  [[nodiscard]] std::size_t pieces() const noexcept { return batch * channels / piece_channels; }
  [[nodiscard]] std::size_t size() const noexcept { return piece_channels * places; }
  [[nodiscard]] std::size_t channels_each() const noexcept { return channels / groups; }
  [[nodiscard]] std::size_t groups_each() const noexcept {
    return piece_channels / channels_each();
  }
  /// Of one piece, in the order of batch and channels: its place among them all is what it is in rows
  /// [N, C] and [N, groups], too.
  [[nodiscard]] std::size_t FirstChannel(std::size_t piece) const noexcept {
    return piece * piece_channels % channels;
  }
};

/// Throws Error kInput when x is no [N, C, …] of blocks of 8 or 16 whole channels that `groups` divides.
BlockedGroups DivideBlocks(const Shape& shape, std::int64_t groups, std::int64_t block);

}  // namespace saccade::ort
