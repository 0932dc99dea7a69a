import { readFile } from "node:fs/promises";
import { fromBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type NodeProto } from "onnx-buf";
import { z } from "zod";

const kernelSuffix = "_kernel_time";
const profile = z.array(
  z.object({
    cat: z.string(),
    name: z.string(),
    args: z
      .object({ output_type_shape: z.array(z.record(z.string(), z.array(z.number()))).optional() })
      .optional(),
  }),
);
const elementBytes: Readonly<Record<string, number>> = { float: 4, int64: 8, bool: 1, float16: 2 };
/** Their output is their input's memory. */
const views: ReadonlySet<string> = new Set(["Identity", "Reshape", "Squeeze", "Unsqueeze"]);

/** What ONNX Runtime has made of a model and in which order it ran. */
export interface RunRecord {
  /** Nodes of the optimised model, in the order in which they ran. */
  readonly nodes: readonly NodeProto[];
  /** Most bytes that were needed at once for what nodes hand each other; inputs and outputs left out. */
  readonly peakBytes: number;
}

/**
 * Reads a session's `optimizedModelFilePath` and the profile of one run. The peak is computed from when
 * each tensor is written and last read, so it is the same on every machine.
 */
export async function readRun(modelPath: string, profilePath: string): Promise<RunRecord> {
  const model = fromBinary(ModelProtoSchema, await readFile(modelPath)).graph!;
  const byName = new Map(model.node.map((node) => [node.name, node]));
  const events = profile
    .parse(JSON.parse(await readFile(profilePath, "utf8")))
    .filter(({ cat, name }) => cat === "Node" && name.endsWith(kernelSuffix));

  const nodes: NodeProto[] = [];
  const bytes = new Map<string, number>();
  const lastRead = new Map<string, number>();
  const memoryOf = new Map<string, string>();
  const resolve = (name: string): string => memoryOf.get(name) ?? name;
  for (const { name, args } of events) {
    const node = byName.get(name.slice(0, -kernelSuffix.length));
    if (!node) continue;
    const made = node.output.filter((output) => output !== "");
    made.forEach((output, i) => {
      const [[dtype, shape] = ["", []]] = Object.entries(args?.output_type_shape?.[i] ?? {});
      if (views.has(node.opType)) memoryOf.set(output, resolve(node.input[0]!));
      else
        bytes.set(
          output,
          shape.reduce((a, b) => a * b, elementBytes[dtype] ?? 4),
        );
    });
    for (const value of [...node.input, ...made]) lastRead.set(resolve(value), nodes.length);
    nodes.push(node);
  }

  const outputs = new Set(model.output.map(({ name }) => resolve(name)));
  const freed = nodes.map((): number => 0);
  for (const [name, at] of lastRead) {
    if (!outputs.has(name)) freed[at]! += bytes.get(name) ?? 0;
  }
  let [live, peakBytes] = [0, 0];
  nodes.forEach(({ output }, i) => {
    for (const name of output) if (!outputs.has(name)) live += bytes.get(name) ?? 0;
    peakBytes = Math.max(peakBytes, live);
    live -= freed[i]!;
  });
  return { nodes, peakBytes };
}
