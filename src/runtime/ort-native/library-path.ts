import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/**
 * The libonnxruntime to load: what `SACCADE_ORT` names, else the first of `candidates` that is there,
 * else the one that onnxruntime-node ships for this machine.
 */
export function libraryPath(candidates: readonly string[] = []): string {
  const named = process.env["SACCADE_ORT"];
  if (named !== undefined && named !== "") return named;
  return candidates.find((path) => existsSync(path)) ?? shippedLibrary();
}

/** Found without loading onnxruntime-node, which would bring its binding into the process. */
function shippedLibrary(): string {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("onnxruntime-node/package.json"));
  return join(
    folder,
    `bin/napi-v6/${process.platform}/${process.arch}`,
    // By this name it is the one mapping that onnxruntime-node would load, too.
    "libonnxruntime.so.1",
  );
}
