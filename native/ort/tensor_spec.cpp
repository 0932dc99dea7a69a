#include "tensor_spec.h"

namespace saccade::ort {
namespace {

std::string NameOf(ElementType type) {
  switch (type) {
    case ElementType::kFloat32: return "float32";
    case ElementType::kUint8: return "uint8";
    case ElementType::kInt32: return "int32";
    case ElementType::kInt64: return "int64";
    case ElementType::kBool: return "bool";
    case ElementType::kFloat64: return "float64";
  }
  return "element type " + std::to_string(static_cast<int>(type));
}

}  // namespace

std::size_t SizeOf(ElementType type) noexcept {
  switch (type) {
    case ElementType::kUint8:
    case ElementType::kBool: return 1;
    case ElementType::kFloat32:
    case ElementType::kInt32: return 4;
    case ElementType::kInt64:
    case ElementType::kFloat64: return 8;
  }
  return 0;
}

std::size_t TensorSpec::bytes() const noexcept {
  std::size_t product = SizeOf(type);
  for (const std::int64_t size : shape) product *= static_cast<std::size_t>(size);
  return product;
}

std::string TensorSpec::Describe() const {
  std::string text = NameOf(type) + " [";
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    text += (axis == 0 ? "" : ", ") + std::to_string(shape[axis]);
  }
  return text + "]";
}

}  // namespace saccade::ort
