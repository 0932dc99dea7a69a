/// The sensor kernels of native/core as functions of the addon, which run on the thread that calls them.
#pragma once

#include <napi.h>

namespace saccade::binding {

/// A function for each kernel, which throws a TypeError for arguments that break the kernel's preconditions. Their
/// names and types: src/native/kernel-calls.ts.
Napi::Object KernelsOf(Napi::Env env);

}  // namespace saccade::binding
