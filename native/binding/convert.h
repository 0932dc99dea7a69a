/// JavaScript values ↔ what native/ort takes. Every function throws a JavaScript error for what is not
/// of the announced shape.
#pragma once

#include <napi.h>

#include "../ort/predictor.h"
#include "../ort/trainer.h"

namespace saccade::binding {

/// A JavaScript error with the kind as its `code`: library, open, input, run, closed.
Napi::Error ErrorOf(Napi::Env env, const ort::Error& error);

ort::TrainerConfig TrainerConfigOf(const Napi::Object& options);
ort::PredictorConfig PredictorConfigOf(const Napi::Object& options);
/// The bytes of a model, which the caller keeps.
std::span<const std::byte> ModelOf(const Napi::Value& value);
std::vector<std::byte> BytesOf(const Napi::Value& value);
int IntegerOf(const Napi::Object& object, const char* name);
std::string TextOf(const Napi::Object& object, const char* name);

/// The memory of an array of typed arrays, in order; `undefined` gives an empty span. The arrays must be
/// kept, and not be moved elsewhere, as long as the spans are used.
std::vector<std::span<std::byte>> MemoryOf(const Napi::Value& arrays);

}  // namespace saccade::binding
