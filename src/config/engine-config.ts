import { z } from "zod";
import { engines } from "../runtime/index.ts";

/** What runs the compiled step and the encoder. */
export const engineConfig = z.strictObject({
  name: z.enum(engines.names).default("ort-node"),
  /** ONNX Runtime's execution provider; `saccade doctor` says which ones work here. */
  provider: z.enum(["cpu", "cuda", "tensorrt", "webgpu"]).default("cpu"),
});
