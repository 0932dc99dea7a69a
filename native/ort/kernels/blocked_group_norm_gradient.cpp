#include <algorithm>

#include "kernels.h"
#include "lanes.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// One piece: whole blocks and whole groups of one element of the batch.
struct Piece {
  const float* d_y;
  const float* x;
  const float* scale;
  /// What the relu gave, or null without one.
  const float* y;
  /// A number for each group.
  const float* mean;
  const float* inverse_deviation;
  float* d_x;
  /// d_y behind the relu; may be `d_x`, which is written last.
  float* d_residual;
  /// A number for each channel.
  float* d_scale;
  float* d_shift;
  /// Room for a mean, a level, a slope and a factor for each channel.
  float* room;
  std::size_t channels;
  std::size_t groups;
  std::size_t places;
};

/// Σ g and Σ g·(x − mean) of each channel, into `d_shift` and `d_scale`; g itself into `d_residual`.
template <std::size_t kLanes>
SACCADE_INLINE void SumChannels(const Piece& piece, const float* means) {
  using Lanes = typename LanesOf<kLanes>::Type;
  // Sums that do not wait for one another, and places that are added in float32.
  constexpr std::size_t kChains = 2;
  constexpr std::size_t kChunk = 256;
  for (std::size_t c = 0; c < piece.channels; c += kLanes) {
    const std::size_t start = c * piece.places;
    const auto* const x = reinterpret_cast<const Lanes*>(piece.x + start);
    const auto* const d_y = reinterpret_cast<const Lanes*>(piece.d_y + start);
    const auto* const y =
        piece.y == nullptr ? nullptr : reinterpret_cast<const Lanes*>(piece.y + start);
    auto* const passed = reinterpret_cast<Lanes*>(piece.d_residual + start);
    const Lanes mean = *reinterpret_cast<const Lanes*>(means + c);
    double gradients[kLanes]{};
    double products[kLanes]{};
    for (std::size_t at = 0; at < piece.places; at += kChunk) {
      const std::size_t end = std::min(piece.places, at + kChunk);
      Lanes sums[kChains]{};
      Lanes weighted[kChains]{};
      const auto add = [&](std::size_t i, std::size_t chain) __attribute__((always_inline)) {
        const Lanes zero{};
        const Lanes gradient = y == nullptr ? d_y[i] : (y[i] > zero ? d_y[i] : zero);
        passed[i] = gradient;
        sums[chain] += gradient;
        weighted[chain] += gradient * (x[i] - mean);
      };
      std::size_t i = at;
      for (; i + kChains <= end; i += kChains) {
        for (std::size_t chain = 0; chain < kChains; ++chain) add(i + chain, chain);
      }
      for (; i < end; ++i) add(i, 0);
      const Lanes sum = sums[0] + sums[1];
      const Lanes product = weighted[0] + weighted[1];
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        gradients[lane] += sum[lane];
        products[lane] += product[lane];
      }
    }
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      piece.d_shift[c + lane] = static_cast<float>(gradients[lane]);
      piece.d_scale[c + lane] = static_cast<float>(products[lane]);
    }
  }
}

/// Two passes over what stays in the cache: the sums of each channel, then d_x.
template <std::size_t kLanes>
SACCADE_INLINE void DifferentiatePiece(const Piece& piece) {
  using Lanes = typename LanesOf<kLanes>::Type;
  const std::size_t each = piece.channels / piece.groups;
  const auto count = static_cast<double>(each * piece.places);
  float* const means = piece.room;
  float* const levels = means + piece.channels;
  float* const slopes = levels + piece.channels;
  float* const factors = slopes + piece.channels;
  for (std::size_t g = 0; g < piece.groups; ++g) {
    std::fill_n(means + g * each, each, piece.mean[g]);
  }
  SumChannels<kLanes>(piece, means);
  for (std::size_t g = 0; g < piece.groups; ++g) {
    const float inverse = piece.inverse_deviation[g];
    double level = 0;
    double slope = 0;
    for (std::size_t c = g * each; c < (g + 1) * each; ++c) {
      piece.d_scale[c] *= inverse;
      level += static_cast<double>(piece.d_shift[c]) * piece.scale[c];
      slope += static_cast<double>(piece.d_scale[c]) * piece.scale[c];
      factors[c] = inverse * piece.scale[c];
    }
    std::fill_n(levels + g * each, each, static_cast<float>(level / count * inverse));
    std::fill_n(slopes + g * each, each,
                static_cast<float>(slope / count * inverse * inverse));
  }
  for (std::size_t c = 0; c < piece.channels; c += kLanes) {
    const std::size_t start = c * piece.places;
    const auto* const x = reinterpret_cast<const Lanes*>(piece.x + start);
    const auto* const gradient = reinterpret_cast<const Lanes*>(piece.d_residual + start);
    auto* const d_x = reinterpret_cast<Lanes*>(piece.d_x + start);
    const Lanes mean = *reinterpret_cast<const Lanes*>(means + c);
    const Lanes level = *reinterpret_cast<const Lanes*>(levels + c);
    const Lanes slope = *reinterpret_cast<const Lanes*>(slopes + c);
    const Lanes factor = *reinterpret_cast<const Lanes*>(factors + c);
    for (std::size_t i = 0; i < piece.places; ++i) {
      d_x[i] = gradient[i] * factor - (x[i] - mean) * slope - level;
    }
  }
}

SACCADE_CLONES void DifferentiateBy16(const Piece& piece) { DifferentiatePiece<16>(piece); }
SACCADE_CLONES void DifferentiateBy8(const Piece& piece) { DifferentiatePiece<8>(piece); }

/// `GroupNormGradient` of tensors in blocks of channels (`BlockedGroupNorm`). Inputs and outputs are those
/// of `GroupNormGradient`; d_y, x, y, d_x and d_residual lie in blocks.
class BlockedGroupNormGradient : public Kernel {
 public:
  explicit BlockedGroupNormGradient(const KernelAttributes& attributes)
      : groups_(attributes.Int("groups")), block_(attributes.Int("block")) {}

  void Compute(const KernelCall& call) const override {
    const KernelInput d_y = call.Input(0);
    const KernelInput x = call.Input(1);
    const KernelInput mean = call.Input(2);
    const KernelInput inverse = call.Input(3);
    const KernelInput scale = call.Input(4);
    const BlockedGroups groups = DivideBlocks(x.shape, groups_, block_);
    Require(d_y.shape == x.shape, "a gradient of the shape of x");
    Require(ElementCount(scale.shape) == groups.channels, "a scale of C numbers");
    const std::size_t statistics = groups.batch * groups.groups;
    Require(ElementCount(mean.shape) == statistics && ElementCount(inverse.shape) == statistics,
            "a mean and an inverse deviation for each group");
    const float* y = nullptr;
    if (call.InputCount() > 5) {
      const KernelInput given = call.Input(5);
      Require(given.shape == x.shape, "y of the shape of x");
      y = given.data;
    }
    float* const d_x = call.Output(0, x.shape);
    float* const d_scale = call.Output(1, {x.shape[1]});
    float* const d_shift = call.Output(2, {x.shape[1]});
    float* const d_residual = call.OutputCount() > 3 ? call.Output(3, x.shape) : d_x;

    // A row of each for every element of the batch, so that they can be added in one order.
    const std::size_t rows = groups.batch * groups.channels;
    std::vector<float> parts(2 * rows);
    std::vector<float> room(4 * rows);
    call.ForEach(groups.pieces(), [&](std::size_t piece) {
      const std::size_t start = piece * groups.size();
      const std::size_t row = piece * groups.piece_channels;
      const std::size_t group = piece * groups.groups_each();
      const Piece own{
          .d_y = d_y.data + start,
          .x = x.data + start,
          .scale = scale.data + groups.FirstChannel(piece),
          .y = y == nullptr ? nullptr : y + start,
          .mean = mean.data + group,
          .inverse_deviation = inverse.data + group,
          .d_x = d_x + start,
          .d_residual = d_residual + start,
          .d_scale = parts.data() + row,
          .d_shift = parts.data() + rows + row,
          .room = room.data() + 4 * row,
          .channels = groups.piece_channels,
          .groups = groups.groups_each(),
          .places = groups.places,
      };
      if (groups.block == 16) {
        DifferentiateBy16(own);
      } else {
        DifferentiateBy8(own);
      }
    });
    for (std::size_t c = 0; c < groups.channels; ++c) {
      double scale_sum = 0;
      double shift_sum = 0;
      for (std::size_t n = 0; n < groups.batch; ++n) {
        scale_sum += parts[n * groups.channels + c];
        shift_sum += parts[rows + n * groups.channels + c];
      }
      d_scale[c] = static_cast<float>(scale_sum);
      d_shift[c] = static_cast<float>(shift_sum);
    }
  }

 private:
  std::int64_t groups_;
  std::int64_t block_;
};

}  // namespace

const KernelKind kBlockedGroupNormGradient{
    .name = "BlockedGroupNormGradient",
    .inputs = 6,
    .required_inputs = 5,
    .outputs = 4,
    .required_outputs = 3,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<BlockedGroupNormGradient>(attributes);
    },
};

}  // namespace saccade::ort
