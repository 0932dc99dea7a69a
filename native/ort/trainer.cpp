#include "trainer.h"

#include <cstring>

namespace saccade::ort {
namespace {

std::vector<TensorSpec> Concat(std::vector<TensorSpec> first,
                               const std::vector<TensorSpec>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

BoundProgram Open(const Library& library, const Program& program, const SessionConfig& config,
                  const std::vector<TensorSpec>& resident_inputs,
                  const std::vector<TensorSpec>& resident_outputs, bool is_on_device) {
  SessionHandle session = OpenSession(library, program.name, program.model, config,
                                      Concat(resident_inputs, program.inputs),
                                      Concat(resident_outputs, program.outputs));
  return BoundProgram(library, std::move(session), program.inputs, program.outputs, is_on_device);
}

void RequireSlots(const std::vector<StateSlot>& slots, const std::vector<std::span<std::byte>>& given,
                  bool may_be_absent) {
  if (given.size() != slots.size()) {
    throw Error(ErrorKind::kInput, "expected " + std::to_string(slots.size()) +
                                       " state tensors, received " + std::to_string(given.size()));
  }
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (may_be_absent && given[i].data() == nullptr) continue;
    if (given[i].size() == slots[i].bytes()) continue;
    throw Error(ErrorKind::kInput, "expected " + slots[i].Describe() + " for state '" +
                                       slots[i].name + "', received " +
                                       std::to_string(given[i].size()) + " bytes");
  }
}

}  // namespace

Trainer::Trainer(const Library& library, StopSwitch& stop, const TrainerConfig& config)
    : library_(library), slots_(config.slots), stop_(stop) {
  std::vector<TensorSpec> read_specs(slots_.begin(), slots_.end());
  std::vector<TensorSpec> written;
  for (const StateSlot& slot : slots_) {
    if (slot.next.has_value()) written.push_back({*slot.next, slot.type, slot.shape});
  }
  const bool is_on_device = config.device.has_value();
  step_ = std::make_unique<BoundProgram>(
      Open(library_, config.step, config.session, read_specs, written, is_on_device));
  state_ = std::make_unique<ResidentState>(library_, slots_, step_->session(), config.device);
  // One file has one session's profile, and the step is what it is asked for.
  SessionConfig plain = config.session;
  plain.profile.clear();
  for (const ReadProgram& read : config.reads) {
    std::vector<TensorSpec> specs;
    for (const std::size_t slot : read.reads) specs.push_back(slots_.at(slot));
    reads_.push_back({Open(library_, read, plain, specs, {}, is_on_device), read.reads});
  }
  if (!config.copy.has_value()) return;
  std::vector<TensorSpec> copies = read_specs;
  for (std::size_t i = 0; i < copies.size(); ++i) copies[i].name = config.copy_names.at(i);
  Program out = *config.copy;
  out.outputs = copies;
  Program in = *config.copy;
  in.inputs = read_specs;
  copy_names_ = config.copy_names;
  copy_out_ =
      std::make_unique<BoundProgram>(Open(library_, out, plain, read_specs, {}, is_on_device));
  copy_in_ = std::make_unique<BoundProgram>(Open(library_, in, plain, {}, copies, is_on_device));
}

void Trainer::Run(BoundProgram& program, const HostInputs& inputs, const HostOutputs& outputs) {
  const OrtRunOptions* const options = stop_.Begin();
  struct Ending {
    StopSwitch& stop;
    ~Ending() { stop.End(); }
  } const ending{stop_};
  program.Run(inputs, outputs, options);
}

void Trainer::Step(const HostInputs& batch, const HostOutputs& outputs) {
  state_->BindStep(*step_);
  Run(*step_, batch, outputs);
  state_->Advance();
}

const Traffic& Trainer::traffic() const noexcept { return step_->traffic(); }

void Trainer::Read(std::size_t program, const HostInputs& batch, const HostOutputs& outputs) {
  auto& [bound, reads] = reads_.at(program);
  for (const std::size_t slot : reads) {
    bound.BindResidentInput(slots_[slot], state_->value(slot));
  }
  Run(bound, batch, outputs);
}

void Trainer::GetState(const HostOutputs& slots) {
  RequireSlots(slots_, slots, true);
  if (copy_out_) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      copy_out_->BindResidentInput(slots_[i], state_->value(i));
    }
    return Run(*copy_out_, {}, slots);
  }
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (!slots[i].empty()) {
      std::memcpy(slots[i].data(), state_->bytes(i).data(), slots[i].size());
    }
  }
}

void Trainer::SetState(const HostInputs& slots) {
  RequireSlots(slots_, slots, false);
  if (!copy_in_) return state_->Assign(slots);
  state_->BindCopy(*copy_in_, copy_names_);
  Run(*copy_in_, slots, {});
  state_->Advance();
}

}  // namespace saccade::ort
