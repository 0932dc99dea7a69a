import { parentPort, workerData } from "node:worker_threads";
import type { HeadBinding } from "../../heads/head.ts";
import type { PackedEncoder } from "../../learn/pack-encoder.ts";
import type { Engine, EngineOptions } from "../../runtime/engine.ts";
import { engines } from "../../runtime/index.ts";
import { addThreadNiceness } from "../../runtime/thread-niceness.ts";
import { serveHeads } from "./serve-heads.ts";

/** What the thread is started with. Plain data. */
export interface HeadsThreadData {
  readonly root: string;
  readonly sensor: string;
  readonly encoder: PackedEncoder;
  readonly binding: HeadBinding;
  readonly engine: EngineOptions & { readonly name: string };
  readonly threads: number;
  readonly niceness: number;
}

/** Makes a sensor's heads fit one encoder, says so, and ends: fitting takes what the main thread has not. */
async function serve(port: NonNullable<typeof parentPort>, data: HeadsThreadData): Promise<void> {
  const { engine: wanted, niceness, ...options } = data;
  addThreadNiceness(niceness);
  let opened: Promise<Engine> | undefined;
  const engine = (): Promise<Engine> => (opened ??= engines.get(wanted.name).create(wanted));
  try {
    port.postMessage(await serveHeads({ ...options, engine }));
  } finally {
    await (await opened)?.close();
  }
}

if (parentPort !== null) await serve(parentPort, workerData as HeadsThreadData);
