/**
 * Our side of the train-step suite in a process of its own, so that its memory can be told from the
 * peer's: `node own-step-process.js <provider>`. Answers lines as bench/torch_peer/__main__.py does;
 * started by `measureCase`.
 */
import { createInterface } from "node:readline";
import { z } from "zod";
import { collectGarbage } from "../../core/external-memory.ts";
import { chooseEngine } from "../../runtime/choose-engine.ts";
import { markIdleBytes, peakBytes } from "../process-memory.ts";
import { stepCases, tinySpec } from "./cases.ts";
import { measureProductRate, openOwnStep, type OwnStep } from "./own-step.ts";

const requestSchema = z.discriminatedUnion("do", [
  z.strictObject({ do: z.literal("rate"), threads: z.int() }),
  z.strictObject({
    do: z.literal("open"),
    case: z.string(),
    threads: z.int(),
    exportTo: z.string().optional(),
  }),
  z.strictObject({ do: z.literal("run"), steps: z.int() }),
  z.strictObject({ do: z.literal("memory") }),
]);

const { engine } = await chooseEngine({
  name: "auto",
  provider: process.argv[2] ?? "cpu",
  options:
    process.argv[2] === "cuda" ? { use_tf32: "0", cudnn_conv_algo_search: "EXHAUSTIVE" } : {},
});
const gflops = await measureProductRate(engine, 1);
// Idle is the process that has its libraries and its own code loaded, as the peer's is: a tiny step
// was compiled and run, and is gone.
const tiny = await openOwnStep(engine, tinySpec, { threads: 1 });
await tiny.run(1);
await tiny.close();
collectGarbage();
const idleBytes = markIdleBytes();
let step: OwnStep | undefined;

async function answer(request: z.output<typeof requestSchema>): Promise<unknown> {
  switch (request.do) {
    case "rate":
      return {
        gflops: request.threads === 1 ? gflops : await measureProductRate(engine, request.threads),
      };
    case "open": {
      const { spec } = stepCases.find(({ name }) => name === request.case)!;
      step = await openOwnStep(engine, spec, request);
      return step.opened;
    }
    case "run":
      return step!.run(request.steps);
    case "memory":
      return { idleBytes, peakBytes: peakBytes() };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: object;
  try {
    reply = { result: await answer(requestSchema.parse(JSON.parse(line))) };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
await engine.close();
