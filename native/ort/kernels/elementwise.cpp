#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string>
#include <string_view>

#include "kernels.h"
#include "simd.h"

namespace saccade::ort {
namespace {

/// Elements that go through the whole program before the next ones: what they need stays in the cache.
constexpr std::size_t kBlock = 256;
/// Parts that the elements are divided into, one task each.
constexpr std::size_t kParts = 16;

using Loop = void (*)(const float* a, const float* b, const float* c, float* out, std::size_t n);

/// One loop an operator, as ONNX defines it; which operands it has no use for it does not read.
#define SACCADE_LOOP(name, expression)                                                         \
  SACCADE_CLONES void name([[maybe_unused]] const float* a, [[maybe_unused]] const float* b,   \
                           [[maybe_unused]] const float* c, float* out, std::size_t n) {       \
    _Pragma("omp simd") for (std::size_t i = 0; i < n; ++i) out[i] = (expression);             \
  }

SACCADE_LOOP(Add, a[i] + b[i])
SACCADE_LOOP(Div, a[i] / b[i])
SACCADE_LOOP(Mul, a[i] * b[i])
SACCADE_LOOP(Neg, -a[i])
SACCADE_LOOP(Sqrt, std::sqrt(a[i]))
SACCADE_LOOP(Sub, a[i] - b[i])
SACCADE_LOOP(Where, a[i] != 0 ? b[i] : c[i])
#undef SACCADE_LOOP

struct Operation {
  std::string_view name;
  std::size_t operands;
  Loop loop;
};

constexpr std::array kOperations{
    Operation{"Add", 2, Add},   Operation{"Div", 2, Div}, Operation{"Mul", 2, Mul},
    Operation{"Neg", 1, Neg},   Operation{"Sqrt", 1, Sqrt}, Operation{"Sub", 2, Sub},
    Operation{"Where", 3, Where},
};

struct Instruction {
  Loop loop;
  /// Of the operands: inputs come first, then the results in order. What there is none for is 0.
  std::array<std::size_t, 3> reads;
};

/// The parts of `text` between separators.
std::vector<std::string_view> Parts(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

/// Throws Error kInput unless `text` is a number below `limit`.
std::size_t Place(std::string_view text, std::size_t limit) {
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), place);
  Require(error == std::errc() && end == text.data() + text.size() && place < limit,
          "a program that reads what is there already");
  return place;
}

/// A chain of elementwise operators that runs block by block, so that only what goes in and what comes
/// out moves through memory. Bit for bit what the operators give one after the other.
///
/// Attributes: `inputs`, how many there are; `program`, `Mul 0 1;Sqrt 3;Add 4 2`, each operand the place of
/// an input or, behind those, of a result; `outputs`, `3 5`, the places that come out. Inputs all have one
/// shape, that of the outputs, or one element.
class Elementwise : public Kernel {
 public:
  explicit Elementwise(const KernelAttributes& attributes) {
    const std::int64_t inputs = attributes.Int("inputs");
    Require(inputs > 0 && inputs <= 1024, "1 to 1024 inputs");
    inputs_ = static_cast<std::size_t>(inputs);
    const std::string program = attributes.String("program");
    for (const std::string_view line : Parts(program, ';')) {
      const auto words = Parts(line, ' ');
      const auto* const operation =
          std::ranges::find(kOperations, words.empty() ? "" : words[0], &Operation::name);
      Require(operation != kOperations.end() && words.size() == operation->operands + 1,
              "a program of known operators");
      Instruction instruction{operation->loop, {}};
      for (std::size_t i = 1; i < words.size(); ++i) {
        instruction.reads[i - 1] = Place(words[i], inputs_ + program_.size());
      }
      program_.push_back(instruction);
    }
    const std::string outputs = attributes.String("outputs");
    for (const std::string_view word : Parts(outputs, ' ')) {
      const std::size_t place = Place(word, inputs_ + program_.size());
      Require(place >= inputs_, "outputs that are results");
      outputs_.push_back(place - inputs_);
    }
  }

  void Compute(const KernelCall& call) const override {
    Require(call.InputCount() == inputs_ && call.OutputCount() == outputs_.size(),
            "as many inputs and outputs as the program has");
    std::vector<KernelInput> inputs;
    for (std::size_t i = 0; i < inputs_; ++i) inputs.push_back(call.Input(i));
    const auto largest = std::ranges::max_element(
        inputs, {}, [](const KernelInput& input) { return ElementCount(input.shape); });
    const Shape shape = largest->shape;
    const std::size_t count = ElementCount(shape);
    std::vector<bool> is_number;
    for (const KernelInput& input : inputs) {
      is_number.push_back(ElementCount(input.shape) == 1 && input.shape != shape);
      Require(is_number.back() || input.shape == shape, "inputs of one shape, or of one element");
    }
    std::vector<float*> results(program_.size(), nullptr);
    for (std::size_t i = 0; i < outputs_.size(); ++i) {
      results[outputs_[i]] = call.Output(i, shape);
    }

    // Each task has a block for every number and every result that does not come out.
    const std::size_t values = inputs_ + program_.size();
    std::vector<float> blocks(kParts * values * kBlock);
    std::vector<const float*> operands(kParts * values);
    const std::size_t whole = (count + kBlock - 1) / kBlock;
    call.ForEach(kParts, [&](std::size_t part) {
      float* const own = blocks.data() + part * values * kBlock;
      const float** const from = operands.data() + part * values;
      for (std::size_t i = 0; i < inputs_; ++i) {
        if (is_number[i]) std::fill_n(own + i * kBlock, kBlock, inputs[i].data[0]);
      }
      const std::size_t first = whole * part / kParts;
      const std::size_t last = whole * (part + 1) / kParts;
      for (std::size_t block = first; block < last; ++block) {
        const std::size_t start = block * kBlock;
        const std::size_t size = std::min(kBlock, count - start);
        for (std::size_t i = 0; i < inputs_; ++i) {
          from[i] = is_number[i] ? own + i * kBlock : inputs[i].data + start;
        }
        for (std::size_t i = 0; i < program_.size(); ++i) {
          const auto& [loop, reads] = program_[i];
          const std::size_t place = inputs_ + i;
          float* const to = results[i] == nullptr ? own + place * kBlock : results[i] + start;
          loop(from[reads[0]], from[reads[1]], from[reads[2]], to, size);
          from[place] = to;
        }
      }
    });
  }

 private:
  std::size_t inputs_ = 0;
  std::vector<Instruction> program_;
  /// Numbers of the instructions whose results come out.
  std::vector<std::size_t> outputs_;
};

}  // namespace

const KernelKind kElementwise{
    .name = "Elementwise",
    .inputs = 24,
    .required_inputs = 1,
    .outputs = 8,
    .required_outputs = 1,
    .make = [](const KernelAttributes& attributes) -> std::unique_ptr<Kernel> {
      return std::make_unique<Elementwise>(attributes);
    },
};

}  // namespace saccade::ort
