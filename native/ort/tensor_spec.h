/// Name, element type and shape of an input, an output or a state tensor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace saccade::ort {

/// ONNX's own numbers of the types that programs use.
enum class ElementType : int {
  kFloat32 = 1,
  kUint8 = 2,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat64 = 11,
};

/// Bytes of one element; 0 for a type that programs do not use.
std::size_t SizeOf(ElementType type) noexcept;

struct TensorSpec {
  std::string name;
  ElementType type;
  std::vector<std::int64_t> shape;

  [[nodiscard]] std::size_t bytes() const noexcept;
  /// `float32 [32, 3, 64, 96]`, as messages say it.
  [[nodiscard]] std::string Describe() const;
};

}  // namespace saccade::ort
