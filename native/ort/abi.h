/// The part of ONNX Runtime's C API that we call, declared by us: the runtime is whichever library the
/// device has, so no header of one version fits, and none is needed.
///
/// `OrtApi` is a table of function pointers that only ever grows at its end. Each line below is one
/// entry: its place in the table, the API version that brought it, its name, result and parameters.
/// Places were checked against libonnxruntime 1.18.0 (x64) and 1.30.0 (x64, arm64).
///
/// @see https://onnxruntime.ai/docs/api/c/ (struct OrtApi)
#pragma once

#include <cstddef>
#include <cstdint>

namespace saccade::ort {

struct OrtAllocator;
struct OrtArenaConfig;
struct OrtCudaOptions;
struct OrtCustomOpDomain;
struct OrtEnv;
struct OrtIoBinding;
struct OrtKernelContext;
struct OrtKernelInfo;
struct OrtMemoryInfo;
struct OrtRunOptions;
struct OrtSession;
struct OrtSessionOptions;
struct OrtShapeInference;
struct OrtStatus;
struct OrtTensorInfo;
struct OrtTensorRtOptions;
struct OrtTypeInfo;
struct OrtValue;

/// What the library exports by name (`OrtGetApiBase`); everything else comes out of its table.
struct OrtApiBase {
  const void* const* (*GetApi)(std::uint32_t version);
  const char* (*GetVersionString)();
};

using Text = const char*;
using Texts = const char* const*;

/// An operator of our own, as the runtime calls it. The struct grows at its end too, and `version` says
/// how far it goes here; what is null is not used.
///
/// @see https://onnxruntime.ai/docs/api/c/ (struct OrtCustomOp)
struct OrtCustomOp {
  std::uint32_t version;
  void* (*CreateKernel)(const OrtCustomOp*, const void* api, const OrtKernelInfo*);
  Text (*GetName)(const OrtCustomOp*);
  Text (*GetExecutionProviderType)(const OrtCustomOp*);
  int (*GetInputType)(const OrtCustomOp*, std::size_t);
  std::size_t (*GetInputTypeCount)(const OrtCustomOp*);
  int (*GetOutputType)(const OrtCustomOp*, std::size_t);
  std::size_t (*GetOutputTypeCount)(const OrtCustomOp*);
  void (*KernelCompute)(void* kernel, OrtKernelContext*);
  void (*KernelDestroy)(void* kernel);
  int (*GetInputCharacteristic)(const OrtCustomOp*, std::size_t);
  int (*GetOutputCharacteristic)(const OrtCustomOp*, std::size_t);
  int (*GetInputMemoryType)(const OrtCustomOp*, std::size_t);
  int (*GetVariadicInputMinArity)(const OrtCustomOp*);
  int (*GetVariadicInputHomogeneity)(const OrtCustomOp*);
  int (*GetVariadicOutputMinArity)(const OrtCustomOp*);
  int (*GetVariadicOutputHomogeneity)(const OrtCustomOp*);
  OrtStatus* (*CreateKernelV2)(const OrtCustomOp*, const void* api, const OrtKernelInfo*, void** kernel);
  OrtStatus* (*KernelComputeV2)(void* kernel, OrtKernelContext*);
  OrtStatus* (*InferOutputShapeFn)(const OrtCustomOp*, OrtShapeInference*);
  int (*GetStartVersion)(const OrtCustomOp*);
  int (*GetEndVersion)(const OrtCustomOp*);
};

// clang-format off
#define SACCADE_ORT_FUNCTIONS(X)                                                                          \
  X(0, 1, CreateStatus, OrtStatus*, (int code, Text))                                                     \
  X(1, 1, GetErrorCode, int, (const OrtStatus*))                                                          \
  X(2, 1, GetErrorMessage, Text, (const OrtStatus*))                                                      \
  X(3, 1, CreateEnv, OrtStatus*, (int logLevel, Text logId, OrtEnv**))                                    \
  X(8, 1, CreateSessionFromArray, OrtStatus*, (const OrtEnv*, const void*, std::size_t, const OrtSessionOptions*, OrtSession**)) \
  X(10, 1, CreateSessionOptions, OrtStatus*, (OrtSessionOptions**))                                       \
  X(13, 1, SetSessionExecutionMode, OrtStatus*, (OrtSessionOptions*, int))                                \
  X(14, 1, EnableProfiling, OrtStatus*, (OrtSessionOptions*, Text prefix))                                \
  X(17, 1, DisableMemPattern, OrtStatus*, (OrtSessionOptions*))                                           \
  X(18, 1, EnableCpuMemArena, OrtStatus*, (OrtSessionOptions*))                                           \
  X(19, 1, DisableCpuMemArena, OrtStatus*, (OrtSessionOptions*))                                          \
  X(22, 1, SetSessionLogSeverityLevel, OrtStatus*, (OrtSessionOptions*, int))                             \
  X(23, 1, SetSessionGraphOptimizationLevel, OrtStatus*, (OrtSessionOptions*, int))                       \
  X(24, 1, SetIntraOpNumThreads, OrtStatus*, (OrtSessionOptions*, int))                                   \
  X(25, 1, SetInterOpNumThreads, OrtStatus*, (OrtSessionOptions*, int))                                   \
  X(26, 1, CreateCustomOpDomain, OrtStatus*, (Text name, OrtCustomOpDomain**))                            \
  X(27, 1, CustomOpDomain_Add, OrtStatus*, (OrtCustomOpDomain*, const OrtCustomOp*))                      \
  X(28, 1, AddCustomOpDomain, OrtStatus*, (OrtSessionOptions*, OrtCustomOpDomain*))                       \
  X(30, 1, SessionGetInputCount, OrtStatus*, (const OrtSession*, std::size_t*))                           \
  X(31, 1, SessionGetOutputCount, OrtStatus*, (const OrtSession*, std::size_t*))                          \
  X(33, 1, SessionGetInputTypeInfo, OrtStatus*, (const OrtSession*, std::size_t, OrtTypeInfo**))          \
  X(34, 1, SessionGetOutputTypeInfo, OrtStatus*, (const OrtSession*, std::size_t, OrtTypeInfo**))         \
  X(36, 1, SessionGetInputName, OrtStatus*, (const OrtSession*, std::size_t, OrtAllocator*, char**))      \
  X(37, 1, SessionGetOutputName, OrtStatus*, (const OrtSession*, std::size_t, OrtAllocator*, char**))     \
  X(39, 1, CreateRunOptions, OrtStatus*, (OrtRunOptions**))                                               \
  X(41, 1, RunOptionsSetRunLogSeverityLevel, OrtStatus*, (OrtRunOptions*, int))                           \
  X(46, 1, RunOptionsSetTerminate, OrtStatus*, (OrtRunOptions*))                                          \
  X(47, 1, RunOptionsUnsetTerminate, OrtStatus*, (OrtRunOptions*))                                        \
  X(48, 1, CreateTensorAsOrtValue, OrtStatus*, (OrtAllocator*, const std::int64_t*, std::size_t, int, OrtValue**)) \
  X(49, 1, CreateTensorWithDataAsOrtValue, OrtStatus*, (const OrtMemoryInfo*, void*, std::size_t, const std::int64_t*, std::size_t, int, OrtValue**)) \
  X(51, 1, GetTensorMutableData, OrtStatus*, (OrtValue*, void**))                                         \
  X(55, 1, CastTypeInfoToTensorInfo, OrtStatus*, (const OrtTypeInfo*, const OrtTensorInfo**))             \
  X(60, 1, GetTensorElementType, OrtStatus*, (const OrtTensorInfo*, int*))                                \
  X(61, 1, GetDimensionsCount, OrtStatus*, (const OrtTensorInfo*, std::size_t*))                          \
  X(62, 1, GetDimensions, OrtStatus*, (const OrtTensorInfo*, std::int64_t*, std::size_t))                 \
  X(65, 1, GetTensorTypeAndShape, OrtStatus*, (const OrtValue*, OrtTensorInfo**))                         \
  X(68, 1, CreateMemoryInfo, OrtStatus*, (Text name, int allocator, int device, int memory, OrtMemoryInfo**)) \
  X(69, 1, CreateCpuMemoryInfo, OrtStatus*, (int allocator, int memory, OrtMemoryInfo**))                 \
  X(71, 1, MemoryInfoGetName, OrtStatus*, (const OrtMemoryInfo*, Text*))                                  \
  X(76, 1, AllocatorFree, OrtStatus*, (OrtAllocator*, void*))                                             \
  X(78, 1, GetAllocatorWithDefaultOptions, OrtStatus*, (OrtAllocator**))                                  \
  X(85, 1, KernelInfoGetAttribute_float, OrtStatus*, (const OrtKernelInfo*, Text, float*))                \
  X(86, 1, KernelInfoGetAttribute_int64, OrtStatus*, (const OrtKernelInfo*, Text, std::int64_t*))         \
  X(87, 1, KernelInfoGetAttribute_string, OrtStatus*, (const OrtKernelInfo*, Text, char*, std::size_t*))  \
  X(88, 1, KernelContext_GetInputCount, OrtStatus*, (const OrtKernelContext*, std::size_t*))              \
  X(89, 1, KernelContext_GetOutputCount, OrtStatus*, (const OrtKernelContext*, std::size_t*))             \
  X(90, 1, KernelContext_GetInput, OrtStatus*, (const OrtKernelContext*, std::size_t, const OrtValue**))  \
  X(91, 1, KernelContext_GetOutput, OrtStatus*, (OrtKernelContext*, std::size_t, const std::int64_t*, std::size_t, OrtValue**))\
  X(93, 1, ReleaseStatus, void, (OrtStatus*))                                                             \
  X(94, 1, ReleaseMemoryInfo, void, (OrtMemoryInfo*))                                                     \
  X(95, 1, ReleaseSession, void, (OrtSession*))                                                           \
  X(96, 1, ReleaseValue, void, (OrtValue*))                                                               \
  X(97, 1, ReleaseRunOptions, void, (OrtRunOptions*))                                                     \
  X(98, 1, ReleaseTypeInfo, void, (OrtTypeInfo*))                                                         \
  X(99, 1, ReleaseTensorTypeAndShapeInfo, void, (OrtTensorInfo*))                                         \
  X(100, 1, ReleaseSessionOptions, void, (OrtSessionOptions*))                                            \
  X(125, 4, GetAvailableProviders, OrtStatus*, (char***, int*))                                           \
  X(126, 4, ReleaseAvailableProviders, OrtStatus*, (char**, int))                                         \
  X(130, 5, AddSessionConfigEntry, OrtStatus*, (OrtSessionOptions*, Text, Text))                          \
  X(131, 5, CreateAllocator, OrtStatus*, (const OrtSession*, const OrtMemoryInfo*, OrtAllocator**))       \
  X(132, 5, ReleaseAllocator, void, (OrtAllocator*))                                                      \
  X(133, 5, RunWithBinding, OrtStatus*, (OrtSession*, const OrtRunOptions*, const OrtIoBinding*))         \
  X(134, 5, CreateIoBinding, OrtStatus*, (OrtSession*, OrtIoBinding**))                                   \
  X(135, 5, ReleaseIoBinding, void, (OrtIoBinding*))                                                      \
  X(136, 5, BindInput, OrtStatus*, (OrtIoBinding*, Text, const OrtValue*))                                \
  X(137, 5, BindOutput, OrtStatus*, (OrtIoBinding*, Text, const OrtValue*))                               \
  X(144, 6, CreateAndRegisterAllocator, OrtStatus*, (OrtEnv*, const OrtMemoryInfo*, const OrtArenaConfig*)) \
  X(157, 6, ReleaseArenaCfg, void, (OrtArenaConfig*))                                                     \
  X(164, 8, CreateArenaCfgV2, OrtStatus*, (Texts keys, const std::size_t* values, std::size_t, OrtArenaConfig**)) \
  X(170, 9, SessionOptionsAppendExecutionProvider_TensorRT_V2, OrtStatus*, (OrtSessionOptions*, const OrtTensorRtOptions*)) \
  X(171, 9, CreateTensorRTProviderOptions, OrtStatus*, (OrtTensorRtOptions**))                            \
  X(172, 9, UpdateTensorRTProviderOptions, OrtStatus*, (OrtTensorRtOptions*, Texts, Texts, std::size_t))  \
  X(174, 9, ReleaseTensorRTProviderOptions, void, (OrtTensorRtOptions*))                                  \
  X(194, 10, GetTensorMemoryInfo, OrtStatus*, (const OrtValue*, const OrtMemoryInfo**))                   \
  X(202, 10, SynchronizeBoundInputs, OrtStatus*, (OrtIoBinding*))                                         \
  X(203, 10, SynchronizeBoundOutputs, OrtStatus*, (OrtIoBinding*))                                        \
  X(204, 11, SessionOptionsAppendExecutionProvider_CUDA_V2, OrtStatus*, (OrtSessionOptions*, const OrtCudaOptions*)) \
  X(205, 11, CreateCUDAProviderOptions, OrtStatus*, (OrtCudaOptions**))                                   \
  X(206, 11, UpdateCUDAProviderOptions, OrtStatus*, (OrtCudaOptions*, Texts, Texts, std::size_t))         \
  X(208, 11, ReleaseCUDAProviderOptions, void, (OrtCudaOptions*))                                         \
  X(216, 12, SessionOptionsAppendExecutionProvider, OrtStatus*, (OrtSessionOptions*, Text, Texts, Texts, std::size_t)) \
  X(254, 15, GetBuildInfoString, Text, ())                                                                \
  X(274, 17, KernelContext_ParallelFor, OrtStatus*, (const OrtKernelContext*, void (*)(void*, std::size_t), std::size_t count, std::size_t batches, void*))
// clang-format on

/// The table, taken apart into typed functions. What `kLowestApi` does not have is null in a library
/// that is older than it.
struct Api {
#define SACCADE_ORT_MEMBER(index, since, name, result, parameters) result(*name) parameters;
  SACCADE_ORT_FUNCTIONS(SACCADE_ORT_MEMBER)
#undef SACCADE_ORT_MEMBER
};

/// The lowest version that is taken, and the newest that was checked.
inline constexpr std::uint32_t kLowestApi = 15;
inline constexpr std::uint32_t kNewestApi = 30;
/// From here on operators of our own can be added: they say their errors and use the session's threads.
inline constexpr std::uint32_t kCustomOpApi = 17;

inline constexpr int kInvalidArgument = 2;
inline constexpr int kLogFatal = 4;
inline constexpr int kExecuteSequentially = 0;
inline constexpr int kOptimizeAll = 99;
inline constexpr int kDeviceAllocator = 0;
inline constexpr int kArenaAllocator = 1;
inline constexpr int kMemoryDefault = 0;

}  // namespace saccade::ort
