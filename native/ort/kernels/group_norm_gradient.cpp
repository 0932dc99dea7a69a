#include <algorithm>

#include "channel_groups.h"
#include "kernels.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// One piece: its channels lie behind one another.
struct Piece {
  const float* d_y;
  const float* x;
  const float* scale;
  /// What the relu gave, or null without one.
  const float* y;
  float mean;
  float inverse_deviation;
  float* d_x;
  /// d_y behind the relu; may be `d_x`, which is written last.
  float* d_residual;
  /// A number for each channel.
  float* d_scale;
  float* d_shift;
  std::size_t channels;
  std::size_t places;
};

/// Two passes over what stays in the cache: the sums of each channel, then d_x.
SACCADE_CLONES void Differentiate(const Piece& piece) {
  const std::size_t places = piece.places;
  const float mean = piece.mean;
  const float inverse = piece.inverse_deviation;
  double mean_gradient = 0;
  double mean_product = 0;
  for (std::size_t c = 0; c < piece.channels; ++c) {
    const float* const x = piece.x + c * places;
    const float* const d_y = piece.d_y + c * places;
    const float* const y = piece.y == nullptr ? nullptr : piece.y + c * places;
    float* const passed = piece.d_residual + c * places;
    double gradients = 0;
    double products = 0;
    for (std::size_t at = 0; at < places; at += kSumChunk) {
      const std::size_t end = std::min(places, at + kSumChunk);
      float sum = 0;
      float product = 0;
      if (y == nullptr) {
#pragma omp simd reduction(+ : sum, product)
        for (std::size_t i = at; i < end; ++i) {
          passed[i] = d_y[i];
          sum += d_y[i];
          product += d_y[i] * (x[i] - mean);
        }
      } else {
#pragma omp simd reduction(+ : sum, product)
        for (std::size_t i = at; i < end; ++i) {
          const float gradient = y[i] > 0 ? d_y[i] : 0;
          passed[i] = gradient;
          sum += gradient;
          product += gradient * (x[i] - mean);
        }
      }
      gradients += sum;
      products += product;
    }
    products *= inverse;
    piece.d_shift[c] = static_cast<float>(gradients);
    piece.d_scale[c] = static_cast<float>(products);
    mean_gradient += gradients * piece.scale[c];
    mean_product += products * piece.scale[c];
  }
  const auto count = static_cast<double>(piece.channels * places);
  const auto level = static_cast<float>(mean_gradient / count * inverse);
  const auto slope = static_cast<float>(mean_product / count * inverse * inverse);

  for (std::size_t c = 0; c < piece.channels; ++c) {
    const float factor = inverse * piece.scale[c];
    const float* const x = piece.x + c * places;
    const float* const gradient = piece.d_residual + c * places;
    float* const d_x = piece.d_x + c * places;
#pragma omp simd
    for (std::size_t i = 0; i < places; ++i) {
      d_x[i] = gradient[i] * factor - (x[i] - mean) * slope - level;
    }
  }
}

/// The gradient of `GroupNorm`: with x̂ = (x − mean)·s, s the inverse deviation, and g = d_y where y > 0,
///
///     d_x = s·(γg − mean(γg) − x̂·mean(γg·x̂)),   d_scale = Σ g·x̂,   d_shift = Σ g,   d_residual = g,
///
/// means over a group of one element, sums over the batch and all places.
///
/// Inputs d_y and x [N, C, …]; mean and inverse deviation [N, groups, 1]; scale, C numbers; y as x where
/// there was a relu, else left out. Outputs d_x as x; d_scale and d_shift [C]; d_residual as x, or left
/// out. The same bits with any number of threads.
class GroupNormGradient : public Kernel {
 public:
  explicit GroupNormGradient(const KernelAttributes& attributes)
      : groups_(attributes.Int("groups")) {
    Require(groups_ > 0, "groups of at least 1");
  }

  void Compute(const KernelCall& call) const override {
    const KernelInput d_y = call.Input(0);
    const KernelInput x = call.Input(1);
    const KernelInput mean = call.Input(2);
    const KernelInput inverse = call.Input(3);
    const KernelInput scale = call.Input(4);
    const ChannelGroups groups = DivideChannels(x.shape, groups_);
    Require(d_y.shape == x.shape, "a gradient of the shape of x");
    Require(ElementCount(scale.shape) == groups.channels, "a scale of C numbers");
    Require(ElementCount(mean.shape) == groups.pieces() &&
                ElementCount(inverse.shape) == groups.pieces(),
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
    call.ForEach(groups.pieces(), [&](std::size_t piece) {
      const std::size_t start = piece * groups.size();
      const std::size_t channel = groups.FirstChannel(piece);
      const std::size_t row = piece * groups.channels_each();
      Differentiate({
          .d_y = d_y.data + start,
          .x = x.data + start,
          .scale = scale.data + channel,
          .y = y == nullptr ? nullptr : y + start,
          .mean = mean.data[piece],
          .inverse_deviation = inverse.data[piece],
          .d_x = d_x + start,
          .d_residual = d_residual + start,
          .d_scale = parts.data() + row,
          .d_shift = parts.data() + rows + row,
          .channels = groups.channels_each(),
          .places = groups.places,
      });
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
};

}  // namespace

const KernelKind kGroupNormGradient{
    .name = "GroupNormGradient",
    .inputs = 6,
    .required_inputs = 5,
    .outputs = 4,
    .required_outputs = 3,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<GroupNormGradient>(attributes);
    },
};

}  // namespace saccade::ort
