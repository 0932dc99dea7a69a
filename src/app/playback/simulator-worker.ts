import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import { createLogger } from "../../core/log.ts";
import { worldFrames } from "../world-frames.ts";
import { openFrameSender, type OutgoingFrame } from "./frame-sender.ts";
import { play } from "./play.ts";
import type { SimulatorData, SimulatorMessage, SimulatorRequest } from "./simulator-thread.ts";

/** The built-in world in a thread of its own, so that drawing it never holds up the pipeline. */

const port = parentPort!;
const say = (message: SimulatorMessage): void => {
  port.postMessage(message);
};
const { world, sensors, targets, topics, fleet, device, speed } = workerData as SimulatorData;
const stop = new AbortController();
const started = new Promise<void>((resolve) => {
  port.on("message", (request: SimulatorRequest) => {
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

const sender = await openFrameSender(targets, {
  fleet,
  device,
  sensors: Object.values(sensors),
  topics,
  log: createLogger({
    level: "warn",
    write: (line) => {
      say({ kind: "warning", line });
    },
  }),
});
say({ kind: "ready" });
await started;
await play({
  messages: named(),
  send: (frame) => sender.send(frame, { isPatient: false }),
  rate: speed,
  clock: systemClock,
  signal: stop.signal,
});
await sender.close();
port.close();
