import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import { boundExternalMemory } from "../../core/external-memory.ts";
import { worldFrames } from "../world-frames.ts";
import type { OutgoingFrame } from "./frame-sender.ts";
import { play } from "./play.ts";
import {
  maxFramesInFlight,
  type SimulatorData,
  type SimulatorMessage,
  type SimulatorRequest,
} from "./simulator-thread.ts";

/** The built-in world in a thread of its own, so that drawing it never holds up the pipeline. */

const port = parentPort!;
boundExternalMemory();
const say = (message: SimulatorMessage, transfer: readonly ArrayBuffer[] = []): void => {
  port.postMessage(message, transfer);
};
const { world, sensors, speed } = workerData as SimulatorData;
const stop = new AbortController();
let inFlight = 0;
const started = new Promise<void>((resolve) => {
  port.on("message", (request: SimulatorRequest) => {
    if (request === "sent") {
      inFlight -= 1;
      return;
    }
    if (request === "stop") stop.abort();
    resolve();
  });
});

async function* named(): AsyncGenerator<OutgoingFrame> {
  for await (const frame of worldFrames({ ...world, startNs: systemClock.wallNs() })) {
    const sensor = sensors[frame.modality];
    if (sensor !== undefined) yield { ...frame, sensor };
  }
}

/** In a buffer of its own, which can be handed over: an encoder's may lie in a shared pool. */
function hand(frame: OutgoingFrame): Promise<void> {
  if (inFlight < maxFramesInFlight) {
    inFlight += 1;
    const payload = new Uint8Array(frame.payload);
    say({ kind: "frame", frame: { ...frame, payload } }, [payload.buffer]);
  }
  return Promise.resolve();
}

say({ kind: "ready" });
await started;
await play({
  messages: named(),
  send: hand,
  rate: speed,
  clock: systemClock,
  signal: stop.signal,
});
port.close();
