/// An operator of our own: what the runtime is told of it, and what computes it.
#pragma once

#include <cstddef>
#include <memory>

#include "kernel_call.h"

namespace saccade::ort {

/// One node of a model. Its calls may come from several threads.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// Throws Error kInput when what the model hands over does not fit; nothing has been written then.
  virtual void Compute(const KernelCall& call) const = 0;
};

/// Every input and output is a tensor of float32. The last ones may be left out.
struct KernelKind {
  const char* name;
  std::size_t inputs;
  std::size_t required_inputs;
  std::size_t outputs;
  std::size_t required_outputs;
  /// Throws Error kInput when an attribute is missing or makes no sense.
  std::unique_ptr<Kernel> (*make)(const KernelAttributes& attributes);
};

}  // namespace saccade::ort
