/// Failures, with a word that says which kind of failure it is.
#pragma once

#include <stdexcept>
#include <string>

namespace saccade::ort {

enum class ErrorKind {
  /// The library is not there, or none that we know how to call.
  kLibrary,
  /// A model, its program or a provider does not open.
  kOpen,
  /// What was handed over does not fit the program. Nothing has been bound or run.
  kInput,
  /// The runtime failed while running.
  kRun,
  /// The call was stopped, or came after the end.
  kClosed,
};

class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
  [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

 private:
  ErrorKind kind_;
};

}  // namespace saccade::ort
