/// How the loops of kernels are compiled for the processor that runs them.
#pragma once

#include <cstddef>

/// A function in several makes, of which the loader takes the one that the processor has. The loops in
/// it are written plainly, and `#pragma omp simd` lets a sum be taken in as many parts as the vectors
/// have: always the same on one processor. On arm64 NEON is in every processor.
#if defined(__x86_64__) && defined(__GLIBC__)
#define SACCADE_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define SACCADE_CLONES
#endif

namespace saccade::ort {

/// Numbers that are added in float32 before the sum goes on in float64.
inline constexpr std::size_t kSumChunk = 2048;

}  // namespace saccade::ort
