/// A model opened on a library, checked against the program that it is meant to be.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "handle.h"
#include "library.h"
#include "tensor_spec.h"

namespace saccade::ort {

/// An execution provider and its options, in the runtime's own words.
struct ProviderConfig {
  /// "cpu", "cuda" or "tensorrt".
  std::string name;
  std::vector<std::pair<std::string, std::string>> options;
};

struct SessionConfig {
  /// In order of preference; what none of them runs, the CPU does.
  std::vector<ProviderConfig> providers;
  /// Threads inside an operator.
  int threads = 1;
  /// Keep freed memory for the next run. Faster, and never given back while the session lives.
  bool keeps_memory = true;
  /// Refuse a model of which any operator would run on the CPU: a probe wants to know.
  bool refuses_cpu = false;
  /// Where the runtime writes which operator ran on which provider, and for how long; empty = nowhere. It is
  /// written when the session ends.
  std::string profile;
};

/// Opens `model` as its bytes say and checks that it takes exactly `inputs` and gives `outputs`: a
/// wrong pairing fails at start, not in the middle of a drive. The bytes are no longer needed then.
///
/// Its threads inherit the niceness of the calling thread, and do not spin between runs: on a few
/// cores a spinning trainer takes the time that decoding and inference need (half of the throughput,
/// measured).
///
/// `what` names the model in messages: "step". Throws Error kOpen.
SessionHandle OpenSession(const Library& library, const std::string& what,
                          std::span<const std::byte> model, const SessionConfig& config,
                          const std::vector<TensorSpec>& inputs,
                          const std::vector<TensorSpec>& outputs);

}  // namespace saccade::ort
