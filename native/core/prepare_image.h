/// Part of an 8-bit image → an encoder's input, without an image between. The same bits as ResizeImage and then
/// NormalizeImage.
#pragma once

#include "normalize_image.h"
#include "resize_image.h"

namespace saccade::core {

/// Crop, area average, colours, normalisation, jitter and planes in one pass over the source. Does not allocate.
///
/// The shift counts pixels of the new image. Preconditions: those of ResizeImage and NormalizeImage; width ≤ kWidestBox.
template <typename Value>
void PrepareImage(const PixelSource& source, const PixelBox& box, std::size_t width,
                  std::size_t height, const ImageChange<Value>& change,
                  std::span<Value> out) noexcept;

}  // namespace saccade::core
