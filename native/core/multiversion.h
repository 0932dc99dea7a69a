/// Several versions of one function, of which the loader takes the best that the processor runs.
#pragma once

// GNU indirect functions: GCC 12 on x86-64 with glibc. AddressSanitizer's checks would run in the
// resolver, before its own start. On arm64 NEON is part of every processor, so one version does.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#if __GNUC__ >= 12
#define SACCADE_MULTIVERSION \
  __attribute__((target_clones("default", "arch=x86-64-v2", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif
#endif
#ifndef SACCADE_MULTIVERSION
#define SACCADE_MULTIVERSION
#endif
