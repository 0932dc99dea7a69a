import { Worker } from "node:worker_threads";
import type { Logger } from "../../core/log.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import type { HeadBinding } from "../../heads/head.ts";
import { readHeads } from "../../heads/head-store.ts";
import type { SensorEncoder } from "../../learn/learner-messages.ts";
import type { HeadOutput } from "../../publish/head-output.ts";
import type { ServingHead } from "../../heads/refit-head.ts";
import type { Answer } from "../live-encoder.ts";
import { headOutputs } from "./head-outputs.ts";
import type { HeadsThreadData } from "./heads-worker.ts";
import type { ServedHeads } from "./serve-heads.ts";

/** The heads that answer beside the features, for every encoder that answers. */
export interface LiveHeads {
  /**
   * Makes the sensor's heads fit `encoder`, in a thread of its own; afterwards `outputs` knows its version.
   * Heads that were fitted since are found. Never rejects: a head that does not fit is logged and left out.
   */
  prepare(encoder: SensorEncoder): Promise<void>;
  /** What the heads say of an answer; none while its encoder was not prepared. */
  outputs(sensor: string, answer: Answer): readonly HeadOutput[];
  /** Waits for the fit in progress: a thread must not be stopped inside the runtime. */
  close(): Promise<void>;
}

/** Encoders of a sensor whose heads are kept: the one that answers, the next, and the one to go back to. */
const versionsKept = 3;

/** Opens the heads of the checkpoints under `root`. */
export function openLiveHeads(options: {
  readonly root: string;
  readonly engine: HeadsThreadData["engine"];
  readonly threads: number;
  readonly niceness: number;
  readonly log: Logger;
  /** What a head must have been fitted for to answer on this encoder's features. */
  readonly bindingOf: (encoder: SensorEncoder) => HeadBinding;
}): LiveHeads {
  const { root, engine, threads, niceness, log, bindingOf } = options;
  const bySensor = new Map<string, Map<string, readonly ServingHead[]>>();
  const told = new Set<string>();
  const running = new Set<Promise<unknown>>();

  const serve = async (encoder: SensorEncoder): Promise<void> => {
    const { sensor, version } = encoder;
    if ((await readHeads(root, sensor)).length === 0) {
      bySensor.delete(sensor);
      return;
    }
    const binding = bindingOf(encoder);
    const served = await serveInThread({
      ...{ root, sensor, binding, engine, threads, niceness },
      // It goes to another thread, and needs no prediction there.
      encoder: { ...encoder, foresight: undefined },
    });
    for (const problem of served.problems) {
      if (!told.has(problem)) log.warn(problem);
      told.add(problem);
    }
    const versions = bySensor.get(sensor) ?? new Map<string, readonly ServingHead[]>();
    versions.delete(version);
    versions.set(version, served.heads);
    for (const old of [...versions.keys()].slice(0, -versionsKept)) versions.delete(old);
    bySensor.set(sensor, versions);
  };

  return {
    prepare: async (encoder) => {
      const task = serve(encoder).catch((error: unknown) => {
        const words = error instanceof Error ? error.message : String(error);
        log.warn(`${encoder.sensor}: no heads for model ${encoder.version}: ${words}`);
      });
      running.add(task);
      await task.finally(() => running.delete(task));
    },
    outputs: (sensor, { version, embedding }) =>
      headOutputs(bySensor.get(sensor)?.get(version) ?? [], embedding),
    close: async () => {
      await Promise.all(running);
    },
  };
}

function serveInThread(data: HeadsThreadData): Promise<ServedHeads> {
  return new Promise((resolve, reject) => {
    let served: ServedHeads | undefined;
    const worker = new Worker(workerEntry(import.meta.url, "heads-worker"), {
      workerData: data,
      name: `heads ${data.sensor}`,
      resourceLimits: workerLimits,
    });
    worker.on("message", (message: ServedHeads) => {
      served = message;
    });
    worker.on("error", reject);
    // Not before the thread is over: its engine is closed then.
    worker.on("exit", () => {
      if (served) resolve(served);
      else reject(new Error("the thread ended without an answer"));
    });
  });
}
