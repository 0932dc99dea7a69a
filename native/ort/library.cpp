#include "library.h"

#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>

#include "handle.h"

namespace saccade::ort {
namespace {

/// N of "1.N.P"; throws for every other major version, whose table may be another one.
std::uint32_t MinorVersion(const std::string& version) {
  std::uint32_t minor = 0;
  const char* const end = version.data() + version.size();
  const bool is_one = version.starts_with("1.");
  if (!is_one || std::from_chars(version.data() + 2, end, minor).ec != std::errc()) {
    throw Error(ErrorKind::kLibrary, "expected ONNX Runtime 1.x, found version " + version);
  }
  return minor;
}

template <typename Function>
void Assign(Function*& member, const void* entry) {
  member = reinterpret_cast<Function*>(const_cast<void*>(entry));
}

/// Gives the runtime one arena for all sessions that keep their memory; false where it has one already.
///
/// By default each session gets its own, which starts small, grows by blocks that no piece may span, and
/// hands a free piece out whole unless it is twice what was asked for: a fifth of what a training step
/// holds is then unused. This one starts with a block so large that there is seldom a second (the system
/// gives its pages when they are touched), and cuts a piece wherever more than `kLeftOver` is left.
bool AddArena(const Library& library) {
  constexpr std::size_t kFirstBlock = std::size_t{512} << 20;
  constexpr std::size_t kLeftOver = std::size_t{64} << 10;
  constexpr Text kKeys[] = {"initial_chunk_size_bytes", "max_dead_bytes_per_chunk"};
  constexpr std::size_t kValues[] = {kFirstBlock, kLeftOver};
  const Api& api = library.api();
  OrtArenaConfig* config = nullptr;
  library.Check(api.CreateArenaCfgV2(kKeys, kValues, std::size(kKeys), &config), ErrorKind::kLibrary);
  const auto owned_config = Own<ArenaConfigHandle>(api, config);
  OrtMemoryInfo* host = nullptr;
  library.Check(api.CreateCpuMemoryInfo(kArenaAllocator, kMemoryDefault, &host), ErrorKind::kLibrary);
  const auto owned_host = Own<MemoryInfoHandle>(api, host);
  OrtStatus* const status = api.CreateAndRegisterAllocator(library.env(), host, config);
  if (status != nullptr) api.ReleaseStatus(status);
  return status == nullptr;
}

}  // namespace

const Library& Library::Open(const std::string& path) {
  static std::mutex mutex;
  // Leaked on purpose: a destructor would run while sessions of forgotten threads still do.
  static auto& opened = *new std::map<std::string, std::unique_ptr<Library>>();
  const std::lock_guard lock(mutex);
  auto& slot = opened[path];
  if (!slot) slot.reset(new Library(path));
  return *slot;
}

Library::Library(const std::string& path) {
  void* const handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw Error(ErrorKind::kLibrary, dlerror());
  const auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  if (base == nullptr) {
    throw Error(ErrorKind::kLibrary, path + " is no ONNX Runtime: it has no OrtGetApiBase");
  }
  version_ = base()->GetVersionString();
  const std::uint32_t minor = MinorVersion(version_);
  if (minor < kLowestApi) {
    throw Error(ErrorKind::kLibrary, "expected ONNX Runtime 1." + std::to_string(kLowestApi) +
                                         " or newer, found " + version_ + " at " + path);
  }
  // Never asked upwards until one is refused: the library prints each refusal.
  const void* const* const table = base()->GetApi(std::min(minor, kNewestApi));
  if (table == nullptr) {
    throw Error(ErrorKind::kLibrary, path + " gives no API table of its own version");
  }
#define SACCADE_ORT_ASSIGN(index, since, name, result, parameters) \
  static_assert((since) <= kNewestApi);                            \
  if (minor >= (since)) Assign(api_.name, table[index]);
  SACCADE_ORT_FUNCTIONS(SACCADE_ORT_ASSIGN)
#undef SACCADE_ORT_ASSIGN
  Check(api_.CreateEnv(kLogFatal, "saccade", &env_), ErrorKind::kLibrary);
  has_arena_ = AddArena(*this);
}

std::vector<std::string> Library::Providers() const {
  char** names = nullptr;
  int count = 0;
  Check(api_.GetAvailableProviders(&names, &count), ErrorKind::kLibrary);
  std::vector<std::string> providers(names, names + count);
  Check(api_.ReleaseAvailableProviders(names, count), ErrorKind::kLibrary);
  return providers;
}

void Library::Check(OrtStatus* status, ErrorKind kind) const {
  if (status == nullptr) return;
  const std::string message = api_.GetErrorMessage(status);
  api_.ReleaseStatus(status);
  throw Error(kind, message);
}

}  // namespace saccade::ort
