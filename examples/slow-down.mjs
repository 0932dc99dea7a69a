// Drives slower when the camera or the lidar sees what it did not expect, and stops when features stop.
//   npm start                            (in another terminal)
//   node examples/slow-down.mjs [mqtt://127.0.0.1:18830]
import { openClient } from "saccade/client";

const [from = "mqtt://127.0.0.1:18830"] = process.argv.slice(2);
const cruiseMps = 1.5;
/** Surprise that it slows down at, and the one at which it crawls: 1 of 20 frames, 1 of 200. */
const [wary, alarmed] = [0.95, 0.995];
/** A second of calm gives half of the speed back. */
const recoverPerFrame = 0.05;

const caution = new Map();
const stale = new Set();
let toldMps;

function drive() {
  const worst = Math.max(0, ...caution.values());
  const speedMps = stale.size > 0 ? 0 : cruiseMps * (1 - 0.8 * worst);
  if (toldMps !== undefined && Math.abs(speedMps - toldMps) < 0.1) return;
  toldMps = speedMps;
  const why =
    stale.size > 0 ? `no features of ${[...stale].join(", ")}` : `caution ${worst.toFixed(2)}`;
  console.log(`speed ${speedMps.toFixed(1)} m/s  (${why})`);
}

const client = await openClient({
  from,
  surprise: ({ sensor, quantile = 0 }) => {
    const sudden = Math.min(1, Math.max(0, (quantile - wary) / (alarmed - wary)));
    caution.set(sensor, Math.max(sudden, (caution.get(sensor) ?? 0) - recoverPerFrame));
    drive();
  },
  fresh: (sensor, isFresh) => {
    if (isFresh) stale.delete(sensor);
    else stale.add(sensor);
    drive();
  },
});
console.log(`listening at ${from}; surprise is calibrated after 200 judged frames of a sensor`);
process.once("SIGINT", () => client.close().then(() => process.exit(0)));
