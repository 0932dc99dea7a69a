#include "convert.h"

#include <cmath>
#include <cstring>

namespace saccade::binding {
namespace {

[[noreturn]] void Refuse(Napi::Env env, const std::string& name, const char* expected) {
  throw Napi::TypeError::New(env, name + ": expected " + expected);
}

Napi::Array ArrayOf(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsArray()) Refuse(object.Env(), name, "an array");
  return value.As<Napi::Array>();
}

Napi::Object ObjectOf(const Napi::Value& value, const char* name) {
  if (!value.IsObject()) Refuse(value.Env(), name, "an object");
  return value.As<Napi::Object>();
}

/// Calls `convert` with each element of an array of objects.
template <typename T, typename Convert>
std::vector<T> EachOf(const Napi::Object& object, const char* name, Convert convert) {
  const Napi::Array array = ArrayOf(object, name);
  std::vector<T> converted;
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::HandleScope scope(object.Env());
    converted.push_back(convert(ObjectOf(array.Get(i), name)));
  }
  return converted;
}

/// A whole number from 0 to 2⁵³ − 1.
std::int64_t CountOf(const Napi::Value& value, const char* name) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= 9007199254740991.0) || number != std::floor(number)) {
    Refuse(value.Env(), name, "a whole number that is not negative");
  }
  return static_cast<std::int64_t>(number);
}

ort::ElementType TypeOf(const Napi::Object& spec) {
  const std::string dtype = TextOf(spec, "dtype");
  if (dtype == "float32") return ort::ElementType::kFloat32;
  if (dtype == "float64") return ort::ElementType::kFloat64;
  if (dtype == "int32") return ort::ElementType::kInt32;
  if (dtype == "int64") return ort::ElementType::kInt64;
  if (dtype == "bool") return ort::ElementType::kBool;
  if (dtype == "uint8") return ort::ElementType::kUint8;
  Refuse(spec.Env(), "dtype", "float32, float64, int32, int64, bool or uint8");
}

ort::TensorSpec SpecOf(const Napi::Object& spec) {
  ort::TensorSpec converted{TextOf(spec, "name"), TypeOf(spec), {}};
  const Napi::Array shape = ArrayOf(spec, "shape");
  for (std::uint32_t i = 0; i < shape.Length(); ++i) {
    converted.shape.push_back(CountOf(shape.Get(i), "shape"));
  }
  return converted;
}

ort::StateSlot SlotOf(const Napi::Object& slot) {
  ort::StateSlot converted{SpecOf(slot), std::nullopt};
  if (!slot.Get("next").IsUndefined()) converted.next = TextOf(slot, "next");
  return converted;
}

ort::Program ProgramOf(const Napi::Object& program) {
  return {TextOf(program, "name"), BytesOf(program.Get("model")),
          EachOf<ort::TensorSpec>(program, "inputs", SpecOf),
          EachOf<ort::TensorSpec>(program, "outputs", SpecOf)};
}

ort::ReadProgram ReadOf(const Napi::Object& program, std::size_t slots) {
  ort::ReadProgram converted{ProgramOf(program), {}};
  const Napi::Array reads = ArrayOf(program, "reads");
  for (std::uint32_t i = 0; i < reads.Length(); ++i) {
    const std::int64_t slot = CountOf(reads.Get(i), "reads");
    if (static_cast<std::size_t>(slot) >= slots) Refuse(program.Env(), "reads", "places of slots");
    converted.reads.push_back(static_cast<std::size_t>(slot));
  }
  return converted;
}

ort::ProviderConfig ProviderOf(const Napi::Object& provider) {
  ort::ProviderConfig converted{TextOf(provider, "name"), {}};
  const Napi::Object options = ObjectOf(provider.Get("options"), "options");
  const Napi::Array keys = options.GetPropertyNames();
  for (std::uint32_t i = 0; i < keys.Length(); ++i) {
    const std::string key = keys.Get(i).ToString();
    converted.options.emplace_back(key, TextOf(options, key.c_str()));
  }
  return converted;
}

ort::SessionConfig SessionOf(const Napi::Object& options) {
  ort::SessionConfig config;
  config.providers = EachOf<ort::ProviderConfig>(options, "providers", ProviderOf);
  config.threads = IntegerOf(options, "threads");
  config.keeps_memory = options.Get("keepsMemory").ToBoolean();
  config.refuses_cpu = options.Get("refusesCpu").ToBoolean();
  if (!options.Get("profile").IsUndefined()) config.profile = TextOf(options, "profile");
  return config;
}

const char* CodeOf(ort::ErrorKind kind) {
  switch (kind) {
    case ort::ErrorKind::kLibrary: return "library";
    case ort::ErrorKind::kOpen: return "open";
    case ort::ErrorKind::kInput: return "input";
    case ort::ErrorKind::kRun: return "run";
    case ort::ErrorKind::kClosed: return "closed";
  }
  return "run";
}

std::span<std::byte> SpanOf(const Napi::TypedArray& array) {
  // Not by way of its ArrayBuffer: memory that threads share has none in Node-API.
  void* start = nullptr;
  if (napi_get_typedarray_info(array.Env(), array, nullptr, nullptr, &start, nullptr, nullptr) !=
      napi_ok) {
    Refuse(array.Env(), "tensors", "typed arrays");
  }
  return {static_cast<std::byte*>(start), array.ByteLength()};
}

}  // namespace

Napi::Error ErrorOf(Napi::Env env, const ort::Error& error) {
  Napi::Error converted = Napi::Error::New(env, error.what());
  converted.Set("code", CodeOf(error.kind()));
  return converted;
}

ort::TrainerConfig TrainerConfigOf(const Napi::Object& options) {
  ort::TrainerConfig config;
  config.slots = EachOf<ort::StateSlot>(options, "slots", SlotOf);
  config.step = ProgramOf(ObjectOf(options.Get("step"), "step"));
  config.reads = EachOf<ort::ReadProgram>(
      options, "reads", [&](const Napi::Object& read) { return ReadOf(read, config.slots.size()); });
  if (!options.Get("copy").IsUndefined()) {
    const Napi::Object copy = ObjectOf(options.Get("copy"), "copy");
    config.copy = ort::Program{"copy", BytesOf(copy.Get("model")), {}, {}};
    const Napi::Array names = ArrayOf(copy, "names");
    if (names.Length() != config.slots.size()) Refuse(copy.Env(), "names", "one for each slot");
    for (std::uint32_t i = 0; i < names.Length(); ++i) {
      config.copy_names.push_back(names.Get(i).ToString());
    }
  }
  config.session = SessionOf(options);
  if (!options.Get("device").IsUndefined()) config.device = IntegerOf(options, "device");
  if (config.device.has_value() && !config.copy.has_value()) {
    Refuse(options.Env(), "copy", "a program, because the state lives on a device");
  }
  return config;
}

ort::PredictorConfig PredictorConfigOf(const Napi::Object& options) {
  return {BytesOf(options.Get("model")), EachOf<ort::TensorSpec>(options, "inputs", SpecOf),
          EachOf<ort::TensorSpec>(options, "outputs", SpecOf), SessionOf(options)};
}

std::span<const std::byte> ModelOf(const Napi::Value& value) {
  if (!value.IsTypedArray()) Refuse(value.Env(), "model", "a Uint8Array");
  return SpanOf(value.As<Napi::TypedArray>());
}

std::vector<std::byte> BytesOf(const Napi::Value& value) {
  const std::span<const std::byte> bytes = ModelOf(value);
  return {bytes.begin(), bytes.end()};
}

int IntegerOf(const Napi::Object& object, const char* name) {
  const std::int64_t count = CountOf(object.Get(name), name);
  if (count > 1024) Refuse(object.Env(), name, "at most 1024");
  return static_cast<int>(count);
}

std::string TextOf(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  if (!value.IsString()) Refuse(object.Env(), name, "a string");
  return value.As<Napi::String>();
}

std::vector<std::span<std::byte>> MemoryOf(const Napi::Value& arrays) {
  if (!arrays.IsArray()) Refuse(arrays.Env(), "tensors", "an array");
  const auto list = arrays.As<Napi::Array>();
  std::vector<std::span<std::byte>> memory;
  for (std::uint32_t i = 0; i < list.Length(); ++i) {
    const Napi::HandleScope scope(arrays.Env());
    const Napi::Value value = list.Get(i);
    if (value.IsUndefined()) {
      memory.emplace_back();
    } else if (value.IsTypedArray()) {
      memory.push_back(SpanOf(value.As<Napi::TypedArray>()));
    } else {
      Refuse(arrays.Env(), "tensors", "typed arrays");
    }
  }
  return memory;
}

}  // namespace saccade::binding
