import type { InferenceSession } from "onnxruntime-node";

/**
 * How every session of this engine is opened: one operator after the other, `threads` threads inside
 * an operator, nothing printed (failures come as exceptions).
 *
 * Memory is taken piece by piece: planned ahead (the runtime's default) the second run takes the sum
 * of all pieces as one block and keeps those of the first, twice the memory at the same speed.
 *
 * Threads do not spin between runs: on a robot's few cores a spinning trainer takes the time that
 * decoding and inference need.
 */
export function sessionOptions(options: {
  readonly provider: string;
  readonly threads: number;
  /** Outputs that stay in the device's buffers. */
  readonly onDevice?: readonly string[] | undefined;
}): InferenceSession.SessionOptions {
  const { onDevice = [] } = options;
  const places = Object.fromEntries(onDevice.map((name) => [name, "gpu-buffer" as const]));
  return {
    ...(onDevice.length > 0 && { preferredOutputLocation: places }),
    executionProviders: [options.provider],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    intraOpNumThreads: options.threads,
    interOpNumThreads: 1,
    enableMemPattern: false,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  };
}
