#include "providers.h"

namespace saccade::ort {
namespace {

/// Keys and values as two arrays of C strings, as the runtime takes them.
struct KeysAndValues {
  std::vector<Text> keys;
  std::vector<Text> values;

  explicit KeysAndValues(const ProviderConfig& provider) {
    for (const auto& [key, value] : provider.options) {
      keys.push_back(key.c_str());
      values.push_back(value.c_str());
    }
  }
};

void AppendCuda(const Library& library, OrtSessionOptions* options, const KeysAndValues& given) {
  const Api& api = library.api();
  OrtCudaOptions* made = nullptr;
  library.Check(api.CreateCUDAProviderOptions(&made), ErrorKind::kOpen);
  const auto owned = Own<CudaOptionsHandle>(api, made);
  library.Check(api.UpdateCUDAProviderOptions(made, given.keys.data(), given.values.data(),
                                              given.keys.size()),
                ErrorKind::kOpen);
  library.Check(api.SessionOptionsAppendExecutionProvider_CUDA_V2(options, made), ErrorKind::kOpen);
}

void AppendTensorRt(const Library& library, OrtSessionOptions* options,
                    const KeysAndValues& given) {
  const Api& api = library.api();
  OrtTensorRtOptions* made = nullptr;
  library.Check(api.CreateTensorRTProviderOptions(&made), ErrorKind::kOpen);
  const auto owned = Own<TensorRtOptionsHandle>(api, made);
  library.Check(api.UpdateTensorRTProviderOptions(made, given.keys.data(), given.values.data(),
                                                  given.keys.size()),
                ErrorKind::kOpen);
  library.Check(api.SessionOptionsAppendExecutionProvider_TensorRT_V2(options, made),
                ErrorKind::kOpen);
}

}  // namespace

void AppendProvider(const Library& library, OrtSessionOptions* options,
                    const ProviderConfig& provider) {
  const KeysAndValues given(provider);
  try {
    if (provider.name == "cuda") return AppendCuda(library, options, given);
    if (provider.name == "tensorrt") return AppendTensorRt(library, options, given);
  } catch (const Error& error) {
    // The runtime's own words do not say whose option or library it was.
    throw Error(ErrorKind::kOpen, "provider '" + provider.name + "': " + error.what());
  }
  if (provider.name != "cpu") {
    throw Error(ErrorKind::kOpen,
                "unknown provider '" + provider.name + "'; known: cpu, cuda, tensorrt");
  }
  // The CPU is in every session, last; it takes no options.
  if (!provider.options.empty()) {
    throw Error(ErrorKind::kOpen, "unknown option '" + provider.options[0].first +
                                      "' of provider 'cpu', which has none");
  }
}

}  // namespace saccade::ort
