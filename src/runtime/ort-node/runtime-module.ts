/** The runtime's module as a worker sees it once loaded. */
export type RuntimeModule = typeof import("onnxruntime-node");

/**
 * Loads ONNX Runtime into the calling thread. Only a worker may: `run` blocks its thread, and the
 * main thread must never wait for a graph.
 */
export async function loadRuntime(options: {
  /** What the native side prints to standard error; "fatal" is next to nothing. */
  readonly logLevel: "fatal" | "error";
}): Promise<RuntimeModule> {
  const runtime = await import("onnxruntime-node");
  // Before the first session, or the runtime prints its warnings to standard error by itself.
  runtime.env.logLevel = options.logLevel;
  return runtime;
}
