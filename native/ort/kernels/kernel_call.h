/// What a kernel sees of the runtime: its attributes, its tensors, and the session's threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "../library.h"

namespace saccade::ort {

using Shape = std::vector<std::int64_t>;

/// Elements of a tensor of this shape.
std::size_t ElementCount(const Shape& shape) noexcept;

/// Throws Error kInput with these words unless `holds`.
void Require(bool holds, const char* expected);

class KernelAttributes {
 public:
  KernelAttributes(const Library& library, const OrtKernelInfo* info)
      : library_(library), info_(info) {}

  /// Each throws Error kInput where the node has no such attribute.
  [[nodiscard]] float Float(const char* name) const;
  [[nodiscard]] std::int64_t Int(const char* name) const;
  [[nodiscard]] std::string String(const char* name) const;

 private:
  const Library& library_;
  const OrtKernelInfo* info_;
};

/// A tensor that the runtime owns and keeps for the length of the call; row-major.
struct KernelInput {
  const float* data;
  Shape shape;
};

class KernelCall {
 public:
  KernelCall(const Library& library, OrtKernelContext* context)
      : library_(library), context_(context) {}

  /// How many there are, those at the end that were left out not counted.
  [[nodiscard]] std::size_t InputCount() const;
  [[nodiscard]] std::size_t OutputCount() const;
  [[nodiscard]] KernelInput Input(std::size_t index) const;
  /// Memory for one output, to be filled; what it holds before is undefined.
  [[nodiscard]] float* Output(std::size_t index, const Shape& shape) const;

  /// Runs `task(0)` to `task(count − 1)` on the session's threads, in any order, and waits. A task must
  /// not throw.
  template <typename Task>
  void ForEach(std::size_t count, const Task& task) const {
    const auto call = [](void* given, std::size_t index) {
      (*static_cast<const Task*>(given))(index);
    };
    Run(call, count, const_cast<Task*>(&task));
  }

 private:
  void Run(void (*task)(void*, std::size_t), std::size_t count, void* given) const;

  const Library& library_;
  OrtKernelContext* context_;
};

}  // namespace saccade::ort
