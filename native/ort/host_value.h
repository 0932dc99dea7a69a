/// Runtime values over host memory that somebody else owns.
#pragma once

#include <span>

#include "handle.h"
#include "library.h"
#include "tensor_spec.h"

namespace saccade::ort {

MemoryInfoHandle HostMemory(const Library& library);

/// A value over `bytes`, which must outlive it and every binding that it is put into.
ValueHandle HostValue(const Library& library, const OrtMemoryInfo* host, const TensorSpec& spec,
                      std::span<std::byte> bytes);

}  // namespace saccade::ort
