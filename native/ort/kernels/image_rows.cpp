#include <algorithm>

#include "kernels.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// Columns that are turned at once: what 16 images have of them stays in the first cache.
constexpr std::size_t kColumns = 16;

/// One row of one block of channels, of `block` images.
struct Row {
  /// Of the first image; that of the next is `x_stride` on, and columns are `block` channels apart.
  const float* x;
  std::size_t x_stride;
  /// Of the first channel; those of the next begin `y_stride` on. Columns are `block` images apart.
  float* y;
  std::size_t y_stride;
  std::size_t width;
  std::size_t left;
  std::size_t right;
};

/// y[channel][left + column][image] = x[image][column][channel].
template <std::size_t kBlock>
inline __attribute__((always_inline)) void TurnRow(const Row& row) {
  float columns[kBlock * kColumns * kBlock];
  for (std::size_t first = 0; first < row.width; first += kColumns) {
    const std::size_t count = std::min(kColumns, row.width - first);
    // Images lie a power of two apart as often as not: read where they are, they would drive one another
    // out of the cache.
    for (std::size_t image = 0; image < kBlock; ++image) {
      std::copy_n(row.x + image * row.x_stride + first * kBlock, count * kBlock,
                  columns + image * kColumns * kBlock);
    }
    for (std::size_t channel = 0; channel < kBlock; ++channel) {
      float* const to = row.y + channel * row.y_stride + (row.left + first) * kBlock;
      for (std::size_t column = 0; column < count; ++column) {
        const float* const from = columns + column * kBlock + channel;
        for (std::size_t image = 0; image < kBlock; ++image) {
          to[column * kBlock + image] = from[image * kColumns * kBlock];
        }
      }
    }
  }
  for (std::size_t channel = 0; channel < kBlock; ++channel) {
    float* const to = row.y + channel * row.y_stride;
    std::fill_n(to, row.left * kBlock, 0.0F);
    std::fill_n(to + (row.left + row.width) * kBlock, row.right * kBlock, 0.0F);
  }
}

SACCADE_CLONES void TurnRowBy16(const Row& row) { TurnRow<16>(row); }
SACCADE_CLONES void TurnRowBy8(const Row& row) { TurnRow<8>(row); }

/// The images of a batch as the channels of one, for the gradient of filters (block-convolutions): x
/// [N, C, H, W] in blocks of channels, [N, C/block, H, W, block] in memory, becomes y
/// [1, N, H·C, left + W + right] in blocks of images, row h of channel c at h·C + c, zeros on both sides.
///
/// N and C are multiples of `block`.
class ImageRows : public Kernel {
 public:
  explicit ImageRows(const KernelAttributes& attributes)
      : block_(attributes.Int("block")),
        left_(attributes.Int("left")),
        right_(attributes.Int("right")) {
    Require(block_ == 8 || block_ == 16, "blocks of 8 or 16");
    Require(left_ >= 0 && right_ >= 0, "no fewer than 0 columns beside the image");
  }

  void Compute(const KernelCall& call) const override {
    const KernelInput x = call.Input(0);
    Require(x.shape.size() == 4 && x.shape[0] % block_ == 0 && x.shape[1] % block_ == 0 &&
                ElementCount(x.shape) > 0,
            "x [N, C, H, W] with N and C multiples of the block");
    const std::int64_t framed = left_ + x.shape[3] + right_;
    float* const y = call.Output(0, {1, x.shape[0], x.shape[2] * x.shape[1], framed});
    const auto block = static_cast<std::size_t>(block_);
    const auto channels = static_cast<std::size_t>(x.shape[1]);
    const auto height = static_cast<std::size_t>(x.shape[2]);
    const auto width = static_cast<std::size_t>(x.shape[3]);
    const auto columns = static_cast<std::size_t>(framed);
    const std::size_t blocks = static_cast<std::size_t>(x.shape[0]) / block;
    const std::size_t channel_blocks = channels / block;
    // A task for each block of images and row: it writes rows that lie behind one another.
    call.ForEach(blocks * height, [&](std::size_t task) {
      const std::size_t images = task / height;
      const std::size_t h = task % height;
      for (std::size_t c = 0; c < channel_blocks; ++c) {
        const std::size_t from = (images * block * channel_blocks + c) * height + h;
        const std::size_t to = (images * height + h) * channels + c * block;
        const Row row{
            .x = x.data + from * width * block,
            .x_stride = channels * height * width,
            .y = y + to * columns * block,
            .y_stride = columns * block,
            .width = width,
            .left = static_cast<std::size_t>(left_),
            .right = static_cast<std::size_t>(right_),
        };
        if (block == 16) {
          TurnRowBy16(row);
        } else {
          TurnRowBy8(row);
        }
      }
    });
  }

 private:
  std::int64_t block_;
  std::int64_t left_;
  std::int64_t right_;
};

}  // namespace

const KernelKind kImageRows{
    .name = "ImageRows",
    .inputs = 1,
    .required_inputs = 1,
    .outputs = 1,
    .required_outputs = 1,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<ImageRows>(attributes);
    },
};

}  // namespace saccade::ort
