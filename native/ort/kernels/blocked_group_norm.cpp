#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels.h"
#include "lanes.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// One piece: whole blocks and whole groups of one element of the batch.
struct Piece {
  const float* x;
  const float* scale;
  const float* shift;
  /// As x, or null.
  const float* residual;
  float* y;
  /// A number for each group.
  float* mean;
  float* inverse_deviation;
  /// Room for two numbers a channel.
  double* sums;
  float* means;
  std::size_t channels;
  std::size_t groups;
  std::size_t places;
  float epsilon;
  bool is_relu;
};

/// Sums over the places of each channel: of x, or where `means` is given of (x − mean)². `sums` gets one
/// number a channel.
template <std::size_t kLanes, bool kIsSquare>
SACCADE_INLINE void SumChannels(const Piece& piece) {
  using Lanes = typename LanesOf<kLanes>::Type;
  // Sums that do not wait for one another, and places that are added in float32.
  constexpr std::size_t kChains = 4;
  constexpr std::size_t kChunk = 256;
  for (std::size_t c = 0; c < piece.channels; c += kLanes) {
    const auto* const x = reinterpret_cast<const Lanes*>(piece.x + c * piece.places);
    Lanes mean{};
    if constexpr (kIsSquare) mean = *reinterpret_cast<const Lanes*>(piece.means + c);
    double* const totals = piece.sums + c;
    std::fill_n(totals, kLanes, 0.0);
    for (std::size_t at = 0; at < piece.places; at += kChunk) {
      const std::size_t end = std::min(piece.places, at + kChunk);
      Lanes sums[kChains]{};
      std::size_t i = at;
      for (; i + kChains <= end; i += kChains) {
        for (std::size_t chain = 0; chain < kChains; ++chain) {
          const Lanes value = x[i + chain] - mean;
          sums[chain] += kIsSquare ? value * value : value;
        }
      }
      for (; i < end; ++i) {
        const Lanes value = x[i] - mean;
        sums[0] += kIsSquare ? value * value : value;
      }
      const Lanes sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
      for (std::size_t lane = 0; lane < kLanes; ++lane) totals[lane] += sum[lane];
    }
  }
}

template <std::size_t kLanes>
SACCADE_INLINE void Scale(const Piece& piece, const float* factors) {
  using Lanes = typename LanesOf<kLanes>::Type;
  const Lanes lowest =
      Lanes{} + (piece.is_relu ? 0 : -std::numeric_limits<float>::infinity());
  for (std::size_t c = 0; c < piece.channels; c += kLanes) {
    const std::size_t start = c * piece.places;
    const auto* const x = reinterpret_cast<const Lanes*>(piece.x + start);
    auto* const y = reinterpret_cast<Lanes*>(piece.y + start);
    const Lanes mean = *reinterpret_cast<const Lanes*>(piece.means + c);
    const Lanes factor = *reinterpret_cast<const Lanes*>(factors + c);
    const Lanes shift = *reinterpret_cast<const Lanes*>(piece.shift + c);
    if (piece.residual == nullptr) {
      for (std::size_t i = 0; i < piece.places; ++i) {
        const Lanes value = (x[i] - mean) * factor + shift;
        y[i] = value < lowest ? lowest : value;
      }
    } else {
      const auto* const residual = reinterpret_cast<const Lanes*>(piece.residual + start);
      for (std::size_t i = 0; i < piece.places; ++i) {
        const Lanes value = (x[i] - mean) * factor + shift + residual[i];
        y[i] = value < lowest ? lowest : value;
      }
    }
  }
}

/// Three passes over what stays in the cache: the means, the variances about them, the result.
template <std::size_t kLanes>
SACCADE_INLINE void NormalizePiece(const Piece& piece) {
  const std::size_t each = piece.channels / piece.groups;
  const auto count = static_cast<double>(each * piece.places);
  SumChannels<kLanes, false>(piece);
  for (std::size_t g = 0; g < piece.groups; ++g) {
    double total = 0;
    for (std::size_t c = g * each; c < (g + 1) * each; ++c) total += piece.sums[c];
    piece.mean[g] = static_cast<float>(total / count);
    std::fill_n(piece.means + g * each, each, piece.mean[g]);
  }
  SumChannels<kLanes, true>(piece);
  float* const factors = piece.means + piece.channels;
  for (std::size_t g = 0; g < piece.groups; ++g) {
    double total = 0;
    for (std::size_t c = g * each; c < (g + 1) * each; ++c) total += piece.sums[c];
    piece.inverse_deviation[g] = static_cast<float>(1 / std::sqrt(total / count + piece.epsilon));
    for (std::size_t c = g * each; c < (g + 1) * each; ++c) {
      factors[c] = piece.inverse_deviation[g] * piece.scale[c];
    }
  }
  Scale<kLanes>(piece, factors);
}

SACCADE_CLONES void NormalizeBy16(const Piece& piece) { NormalizePiece<16>(piece); }
SACCADE_CLONES void NormalizeBy8(const Piece& piece) { NormalizePiece<8>(piece); }

/// `GroupNorm` of x in blocks of channels, [N, C/block, places, block] in memory, as the runtime's blocked
/// convolutions make and read it. C is a multiple of the block; residual and y lie as x does. The shapes
/// are those of `GroupNorm`, and so is the order of sums independent of threads.
class BlockedGroupNorm : public Kernel {
 public:
  explicit BlockedGroupNorm(const KernelAttributes& attributes)
      : groups_(attributes.Int("groups")),
        block_(attributes.Int("block")),
        epsilon_(attributes.Float("epsilon")),
        is_relu_(attributes.Int("relu") != 0) {}

  void Compute(const KernelCall& call) const override {
    const KernelInput x = call.Input(0);
    const KernelInput scale = call.Input(1);
    const KernelInput shift = call.Input(2);
    const BlockedGroups groups = DivideBlocks(x.shape, groups_, block_);
    Require(ElementCount(scale.shape) == groups.channels &&
                ElementCount(shift.shape) == groups.channels,
            "scale and shift of C numbers each");
    const float* residual = nullptr;
    if (call.InputCount() > 3) {
      const KernelInput given = call.Input(3);
      Require(given.shape == x.shape, "a residual of the shape of x");
      residual = given.data;
    }
    float* const y = call.Output(0, x.shape);
    const Shape statistics{x.shape[0], groups_, 1};
    float* const mean = call.Output(1, statistics);
    float* const inverse = call.Output(2, statistics);
    const std::size_t rows = groups.batch * groups.channels;
    std::vector<double> sums(rows);
    std::vector<float> means(2 * rows);
    call.ForEach(groups.pieces(), [&](std::size_t piece) {
      const std::size_t start = piece * groups.size();
      const std::size_t channel = groups.FirstChannel(piece);
      const std::size_t row = piece * groups.piece_channels;
      const Piece own{
          .x = x.data + start,
          .scale = scale.data + channel,
          .shift = shift.data + channel,
          .residual = residual == nullptr ? nullptr : residual + start,
          .y = y + start,
          .mean = mean + piece * groups.groups_each(),
          .inverse_deviation = inverse + piece * groups.groups_each(),
          .sums = sums.data() + row,
          .means = means.data() + 2 * row,
          .channels = groups.piece_channels,
          .groups = groups.groups_each(),
          .places = groups.places,
          .epsilon = epsilon_,
          .is_relu = is_relu_,
      };
      if (groups.block == 16) {
        NormalizeBy16(own);
      } else {
        NormalizeBy8(own);
      }
    });
  }

 private:
  std::int64_t groups_;
  std::int64_t block_;
  float epsilon_;
  bool is_relu_;
};

}  // namespace

const KernelKind kBlockedGroupNorm{
    .name = "BlockedGroupNorm",
    .inputs = 4,
    .required_inputs = 3,
    .outputs = 3,
    .required_outputs = 3,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<BlockedGroupNorm>(attributes);
    },
};

}  // namespace saccade::ort
