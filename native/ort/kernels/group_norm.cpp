#include <algorithm>
#include <cmath>
#include <limits>

#include "channel_groups.h"
#include "kernels.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// One piece: its channels lie behind one another.
struct Piece {
  const float* x;
  const float* scale;
  const float* shift;
  /// As x, or null.
  const float* residual;
  float* y;
  float* mean;
  float* inverse_deviation;
  std::size_t channels;
  std::size_t places;
  float epsilon;
  bool is_relu;
};

/// Three passes over what stays in the cache: the mean, the variance about it, the result.
SACCADE_CLONES void Normalize(const Piece& piece) {
  const float* const x = piece.x;
  const std::size_t count = piece.channels * piece.places;
  double total = 0;
  for (std::size_t at = 0; at < count; at += kSumChunk) {
    const std::size_t end = std::min(count, at + kSumChunk);
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = at; i < end; ++i) sum += x[i];
    total += sum;
  }
  const auto mean = static_cast<float>(total / static_cast<double>(count));

  double squares = 0;
  for (std::size_t at = 0; at < count; at += kSumChunk) {
    const std::size_t end = std::min(count, at + kSumChunk);
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (std::size_t i = at; i < end; ++i) sum += (x[i] - mean) * (x[i] - mean);
    squares += sum;
  }
  const double variance = squares / static_cast<double>(count);
  const auto inverse = static_cast<float>(1 / std::sqrt(variance + piece.epsilon));
  *piece.mean = mean;
  *piece.inverse_deviation = inverse;

  // The lowest number is no bound, and costs nothing beside reading x.
  const float lowest = piece.is_relu ? 0 : -std::numeric_limits<float>::infinity();
  for (std::size_t c = 0; c < piece.channels; ++c) {
    const float factor = inverse * piece.scale[c];
    const float shift = piece.shift[c];
    const float* const from = x + c * piece.places;
    float* const to = piece.y + c * piece.places;
    if (piece.residual == nullptr) {
#pragma omp simd
      for (std::size_t i = 0; i < piece.places; ++i) {
        const float value = (from[i] - mean) * factor + shift;
        to[i] = value < lowest ? lowest : value;
      }
    } else {
      const float* const residual = piece.residual + c * piece.places;
#pragma omp simd
      for (std::size_t i = 0; i < piece.places; ++i) {
        const float value = (from[i] - mean) * factor + shift + residual[i];
        to[i] = value < lowest ? lowest : value;
      }
    }
  }
}

/// y = act((x − mean) / √(variance + epsilon) · scale + shift + residual), the statistics over one
/// element's channels of one group and all of their places.
///
/// x [N, C, …]; scale and shift C numbers each; residual as x, or left out. y as x; mean and inverse
/// deviation [N, groups, 1]. act is max(·, 0) where `relu` is 1. Sums are taken in an order that hangs on
/// the shape and the processor only, so any number of threads gives the same bits.
///
/// Source: Wu and He, Group Normalization, ECCV 2018, eq. 1.
class GroupNorm : public Kernel {
 public:
  explicit GroupNorm(const KernelAttributes& attributes)
      : groups_(attributes.Int("groups")),
        epsilon_(attributes.Float("epsilon")),
        is_relu_(attributes.Int("relu") != 0) {
    Require(groups_ > 0, "groups of at least 1");
  }

  void Compute(const KernelCall& call) const override {
    const KernelInput x = call.Input(0);
    const KernelInput scale = call.Input(1);
    const KernelInput shift = call.Input(2);
    const ChannelGroups groups = DivideChannels(x.shape, groups_);
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
    call.ForEach(groups.pieces(), [&](std::size_t piece) {
      const std::size_t start = piece * groups.size();
      const std::size_t channel = groups.FirstChannel(piece);
      Normalize({
          .x = x.data + start,
          .scale = scale.data + channel,
          .shift = shift.data + channel,
          .residual = residual == nullptr ? nullptr : residual + start,
          .y = y + start,
          .mean = mean + piece,
          .inverse_deviation = inverse + piece,
          .channels = groups.channels_each(),
          .places = groups.places,
          .epsilon = epsilon_,
          .is_relu = is_relu_,
      });
    });
  }

 private:
  std::int64_t groups_;
  float epsilon_;
  bool is_relu_;
};

}  // namespace

const KernelKind kGroupNorm{
    .name = "GroupNorm",
    .inputs = 4,
    .required_inputs = 3,
    .outputs = 3,
    .required_outputs = 3,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<GroupNorm>(attributes);
    },
};

}  // namespace saccade::ort
