import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { readBoard } from "../senses/board.ts";
import { createDeviceFiles } from "../senses/device-files.ts";
import { findNvidiaSmi, readGpuCards } from "../senses/nvidia-smi.ts";
import type { EngineKey } from "./engine-cache.ts";

/**
 * What engines built here hold for.
 *
 * @param options.libraries what TensorRT's test session had loaded: the version is in the file's name, or else
 *   its size tells two versions apart
 * @param options.onnxRuntime its version
 */
export async function engineKey(options: {
  readonly libraries: readonly string[];
  readonly onnxRuntime: string;
  readonly providerOptions: Readonly<Record<string, string>>;
}): Promise<EngineKey> {
  const { libraries, onnxRuntime, providerOptions } = options;
  const files = libraries.map(async (path) => {
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    return `${basename(path)} (${size} bytes)`;
  });
  const isHalf = /^(1|true)$/i.test(providerOptions["trt_fp16_enable"] ?? "");
  return {
    gpu: await gpuName(Number(providerOptions["device_id"] ?? "0")),
    tensorRt: (await Promise.all(files)).join(", "),
    onnxRuntime,
    precision: isHalf ? "float16" : "float32",
  };
}

async function gpuName(device: number): Promise<string> {
  const files = createDeviceFiles({});
  const program = await findNvidiaSmi(files.root);
  const cards = program === undefined ? undefined : await readGpuCards(program);
  return cards?.[device]?.name ?? (await readBoard(files))?.model ?? "unknown";
}
