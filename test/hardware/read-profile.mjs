import { readFile } from "node:fs/promises";

/**
 * What a profile of ONNX Runtime says of one run's operators: how many ran on each provider, and the bytes that
 * operators between them copied from host to device or back because a neighbour ran elsewhere.
 *
 * @param path a JSON list of events; those of category Node with the suffix `_kernel_time` are operators
 * @see https://onnxruntime.ai/docs/performance/tune-performance/profiling-tools.html
 */
export async function readProfile(path, steps) {
  const events = JSON.parse(await readFile(path, "utf8"));
  const nodes = events.filter(({ cat, name }) => cat === "Node" && name.endsWith("_kernel_time"));
  const perStep = {};
  let copiedBytes = 0;
  for (const { args } of nodes) {
    const provider = args.provider || "CPUExecutionProvider";
    perStep[provider] = (perStep[provider] ?? 0) + 1 / steps;
    if (/^Memcpy(To|From)Host$/.test(args.op_name)) copiedBytes += Number(args.output_size ?? 0);
  }
  const rounded = Object.entries(perStep).map(([name, count]) => [name, Math.round(count)]);
  return { operators: Object.fromEntries(rounded), copiedBytes: copiedBytes / steps };
}
