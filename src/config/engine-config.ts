import { z } from "zod";
import { engines } from "../runtime/index.ts";

/** What runs the compiled step and the encoder. */
export const engineConfig = z
  .strictObject({
    /** `auto`: the first of the device profile's that runs here. */
    name: z.enum(["auto", ...engines.names]).default("auto"),
    /** ONNX Runtime's execution provider; `saccade doctor` says which ones work here. */
    provider: z.enum(["auto", "cpu", "cuda", "tensorrt", "webgpu"]).default("auto"),
    /** The provider's own options by ONNX Runtime's names, each over that of the device profile. */
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  })
  .refine(
    ({ name, provider, options }) =>
      Object.keys(options).length === 0 ||
      (name === "ort-native" && ["cuda", "tensorrt"].includes(provider)),
    { path: ["options"], error: "need name: ort-native and provider: cuda or tensorrt" },
  );
