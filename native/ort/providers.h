/// Execution providers by name.
#pragma once

#include "session.h"

namespace saccade::ort {

/// Appends `provider` to `options` with its options. Throws Error kOpen for an unknown provider, an
/// option that it does not know, and a provider whose libraries do not load.
void AppendProvider(const Library& library, OrtSessionOptions* options,
                    const ProviderConfig& provider);

}  // namespace saccade::ort
