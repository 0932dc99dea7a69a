import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import { createLogger } from "../../core/log.ts";
import { openFrameSender } from "./frame-sender.ts";
import { play } from "./play.ts";
import type { SimulatorData, SimulatorMessage } from "./simulator-thread.ts";
import { worldFrames } from "./world-frames.ts";

/** The built-in world in a thread of its own, so that drawing it never holds up the pipeline. */

const port = parentPort!;
const say = (message: SimulatorMessage): void => {
  port.postMessage(message);
};
const { world, targets, fleet, device, speed } = workerData as SimulatorData;
const sensors = [world.camera?.sensor, world.lidar?.sensor].filter((name) => name !== undefined);
const stop = new AbortController();
port.on("message", () => {
  stop.abort();
});

const sender = await openFrameSender(targets, {
  fleet,
  device,
  sensors,
  log: createLogger({
    level: "warn",
    write: (line) => {
      say({ kind: "warning", line });
    },
  }),
});
say({ kind: "ready" });
await play({
  messages: worldFrames({ ...world, startNs: systemClock.wallNs() }),
  send: (frame) => sender.send(frame, { isPatient: false }),
  rate: speed,
  clock: systemClock,
  signal: stop.signal,
});
await sender.close();
port.close();
