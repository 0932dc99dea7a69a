/**
 * The process that has TensorRT build one model's engine: `node build-engine-process.js <request as JSON>` with the
 * model on standard input. The runtime writes the engine where the provider's options say. Exit code 1 with the
 * reason on standard error.
 */
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { loadAddon } from "../../native/addon.ts";
import { zeros } from "../host-tensor.ts";
import { openInference } from "./open-inference.ts";

const dtype = z.enum(["float32", "float64", "int32", "int64", "bool", "uint8"]);
const spec = z.strictObject({ name: z.string(), dtype, shape: z.array(z.int()) });
const requestSchema = z.strictObject({
  library: z.string(),
  provider: z.string(),
  providerOptions: z.record(z.string(), z.string()),
  inputs: z.array(spec),
  outputs: z.array(spec),
  threads: z.int(),
});

const request = requestSchema.parse(JSON.parse(process.argv[2] ?? ""));
const { library, provider, providerOptions, ...program } = request;
const model = new Uint8Array(await buffer(process.stdin));
try {
  const state = loadAddon();
  if (!state.loaded) throw new Error(state.reason);
  const setup = { addon: state.addon, library, provider, providerOptions };
  const session = await openInference(setup, { ...program, model });
  // Some versions build at the first run only.
  await session.run(Object.fromEntries(program.inputs.map((input) => [input.name, zeros(input)])));
  await session.close();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
