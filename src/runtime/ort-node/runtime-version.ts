import { createRequire } from "node:module";
import { z } from "zod";

const packageFile = z.object({ version: z.string() });

/** The version of the ONNX Runtime in onnxruntime-node, read without loading it. */
export function onnxRuntimeVersion(): string {
  const require = createRequire(import.meta.url);
  return packageFile.parse(require("onnxruntime-node/package.json")).version;
}
