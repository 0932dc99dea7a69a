/**
 * One side of the engine suite in a process of its own: `node step-side-process.js ort-native|stock`.
 * Answers lines as `LineProcess` asks them.
 */
import { createInterface } from "node:readline";
import { z } from "zod";
import { engines } from "../../runtime/index.ts";
import { stepCases } from "../train-step/cases.ts";
import { openOwnStep, type OwnStep } from "../train-step/own-step.ts";
import { measureInference } from "./measure-inference.ts";
import { measureStep } from "./measure-step.ts";
import { stockEngine } from "./stock-engine.ts";

const requestSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("open"),
    case: z.string(),
    threads: z.int(),
    niceness: z.int(),
  }),
  z.strictObject({ do: z.literal("run"), steps: z.int() }),
  z.strictObject({ do: z.literal("infer"), case: z.string(), frames: z.int() }),
]);

const side = process.argv[2] ?? "";
const engine =
  side === "stock" ? stockEngine() : await engines.get(side).create({ provider: "cpu" });
const specOf = (name: string) => stepCases.find((stepCase) => stepCase.name === name)!.spec;
let step: OwnStep | undefined;

async function answer(request: z.output<typeof requestSchema>): Promise<unknown> {
  switch (request.do) {
    case "open":
      step = await openOwnStep(engine, specOf(request.case), request);
      return {};
    case "run":
      return measureStep(step!, request.steps);
    case "infer":
      return measureInference(engine, specOf(request.case), step!, request.frames);
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
