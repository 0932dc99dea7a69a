import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../../core/external-memory.ts";
import { engines } from "../../runtime/index.ts";
import { openFrameJudge, type FrameJudge } from "./frame-judge.ts";
import type { SurpriseCall, SurpriseReply, SurpriseThreadData } from "./surprise-messages.ts";

/** The surprise thread: predicts every sensor's frames and judges its errors, away from the event loop. */

const port = parentPort!;
const { engine: wanted, threads } = workerData as SurpriseThreadData;
boundExternalMemory();
const engine = await engines.get(wanted.name).create(wanted);
const judges = new Map<string, FrameJudge>();
const running = new Set<Promise<void>>();

async function answer({ sensor, request }: SurpriseCall): Promise<unknown> {
  if (!request) return undefined;
  if (request.kind === "open") {
    const { packed, timing } = request;
    judges.set(sensor, await openFrameJudge({ engine, threads, packed, timing }));
    return undefined;
  }
  const judge = judges.get(sensor)!;
  switch (request.kind) {
    case "judge":
      return judge.judge(request.sample);
    case "ahead":
      return judge.ahead(request.horizonMs);
    case "load":
      await judge.load(request.packed);
      return undefined;
  }
}

async function end(): Promise<void> {
  await Promise.all(running);
  await Promise.all([...judges.values()].map((judge) => judge.close()));
  await engine.close();
}

async function serve(call: SurpriseCall): Promise<void> {
  let reply: SurpriseReply;
  try {
    reply = { id: call.id, result: await answer(call) };
  } catch (error) {
    reply = { id: call.id, problem: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(reply);
}

port.on("message", (call: SurpriseCall) => {
  if (call.request) {
    const own = serve(call).finally(() => running.delete(own));
    running.add(own);
    return;
  }
  void end()
    .then(() => serve(call))
    .finally(() => {
      port.close();
    });
});
