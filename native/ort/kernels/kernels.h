/// The operators of our own that every session on the CPU has.
#pragma once

#include <span>

#include "kernel.h"

namespace saccade::ort {

/// Their domain in a model.
inline constexpr const char* kKernelDomain = "saccade";

extern const KernelKind kBlockedGroupNorm;
extern const KernelKind kBlockedGroupNormGradient;
extern const KernelKind kElementwise;
extern const KernelKind kGroupNorm;
extern const KernelKind kGroupNormGradient;
extern const KernelKind kImageRows;

/// In alphabetical order.
std::span<const KernelKind* const> Kernels() noexcept;

/// Adds them to what a session is opened with; nothing where the library is too old for them.
void AppendKernels(const Library& library, OrtSessionOptions* options);

}  // namespace saccade::ort
