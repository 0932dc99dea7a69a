/// A libonnxruntime, opened by path.
#pragma once

#include <string>
#include <vector>

#include "abi.h"
#include "error.h"

namespace saccade::ort {

class Library {
 public:
  /// The library at `path`; opened once, never closed: its threads and statics outlive every session,
  /// and unloading it under them is undefined. Safe from every thread.
  ///
  /// Throws Error kLibrary when it does not load, is no ONNX Runtime, or has another major version.
  static const Library& Open(const std::string& path);

  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  [[nodiscard]] const Api& api() const noexcept { return api_; }
  [[nodiscard]] OrtEnv* env() const noexcept { return env_; }
  /// As the library says it: "1.30.0".
  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  /// Providers compiled into it. Whether one runs here only a session tells.
  [[nodiscard]] std::vector<std::string> Providers() const;

  /// Throws Error of `kind` with the runtime's words unless `status` is success; releases it.
  void Check(OrtStatus* status, ErrorKind kind) const;

  /// Whether sessions can share one arena of the host, with `session.use_env_allocators`.
  [[nodiscard]] bool has_arena() const noexcept { return has_arena_; }

 private:
  explicit Library(const std::string& path);

  Api api_{};
  OrtEnv* env_ = nullptr;
  std::string version_;
  bool has_arena_ = false;
};

}  // namespace saccade::ort
