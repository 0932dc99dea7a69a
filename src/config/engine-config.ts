import { z } from "zod";
import { engines } from "../runtime/index.ts";

/** What runs the compiled step and the encoder. */
export const engineConfig = z.strictObject({
  /** `auto`: the first of the device profile's that runs here. */
  name: z.enum(["auto", ...engines.names]).default("auto"),
  /** ONNX Runtime's execution provider; `saccade doctor` says which ones work here. */
  provider: z.enum(["auto", "cpu", "cuda", "tensorrt", "webgpu"]).default("auto"),
});
