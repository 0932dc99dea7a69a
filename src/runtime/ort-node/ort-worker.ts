/**
 * The worker thread of one session. Started by `WorkerClient`; ends by itself after `close`.
 */
import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../../core/external-memory.ts";
import { openInferenceHost } from "./inference-host.ts";
import type { InferenceCalls, TrainingCalls, WorkerStart } from "./messages.ts";
import { loadRuntime } from "./runtime-module.ts";
import { serveCalls } from "./serve-calls.ts";
import { addThreadNiceness } from "../thread-niceness.ts";
import { openTrainingHost } from "./training-host.ts";

const start = workerData as WorkerStart;
const { work } = start;
const port = parentPort!;
boundExternalMemory();

if (work.role === "training") {
  // Before the runtime is loaded: its threads inherit the niceness of the one that makes them.
  addThreadNiceness(work.options.niceness);
  await serveCalls<TrainingCalls>(port, start, async () =>
    openTrainingHost(await loadRuntime({ logLevel: "fatal" }), {
      ...work.options,
      provider: work.provider,
    }),
  );
} else {
  await serveCalls<InferenceCalls>(port, start, async () =>
    openInferenceHost(await loadRuntime({ logLevel: "fatal" }), {
      ...work.options,
      provider: work.provider,
    }),
  );
}
