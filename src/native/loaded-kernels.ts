import { loadAddon } from "./addon.ts";
import type { KernelCalls } from "./kernel-calls.ts";

/** The addon's sensor kernels, or undefined where none loads and their twins do the work; the same all along. */
export function loadedKernels(): KernelCalls | undefined {
  const state = loadAddon();
  return state.loaded ? state.addon.kernels : undefined;
}
