import { readFileSync } from "node:fs";
import { onnxRuntimeVersion } from "../runtime/ort-node/runtime-version.ts";

/** This package's own version. */
function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

/** What made a checkpoint, for whoever opens it later. */
export function versions(): Readonly<Record<string, string>> {
  return {
    saccade: packageVersion(),
    onnxruntime: onnxRuntimeVersion(),
    node: process.versions.node,
  };
}
