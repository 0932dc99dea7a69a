// Finds moments when the robot may be where it was before: candidates for a loop closure.
//   npm start                            (in another terminal)
//   node examples/loop-closure.mjs [mqtt://127.0.0.1:18830] [camera]
import { openClient } from "saccade/client";

const [from = "mqtt://127.0.0.1:18830", sensor = "camera"] = process.argv.slice(2);
const keyframeEveryMs = 500;
const maxKeyframes = 2000;
/** What is this near in time is no loop. */
const minGapMs = 8000;

let keyframes = [];
let steps = [];
let basis = "";
let lastMs = -Infinity;

/** The channels that tell the place, of length 1; the others tell motion. */
function placeOf({ embedding, grid }) {
  const { channels, placeChannels } = grid;
  const place = embedding.filter((_, i) => i % channels < placeChannels);
  const length = Math.hypot(...place);
  return place.map((value) => value / length);
}

const distance = (a, b) => 1 - a.reduce((sum, value, i) => sum + value * b[i], 0);

const client = await openClient({
  from,
  sensor,
  features: (message) => {
    // Vectors of two bases must not be compared. Under a contract every model has the same one; before the
    // first contract each has its own.
    const { contractVersion, modelVersion } = message;
    const now = contractVersion > 0 ? `contract ${contractVersion}` : modelVersion;
    if (now !== basis) [keyframes, steps] = [[], []];
    basis = now;
    const ms = Number(message.stampNs / 1_000_000n);
    if (ms - lastMs < keyframeEveryMs && ms >= lastMs) return;
    lastMs = ms;
    const place = placeOf(message);
    const last = keyframes.at(-1);
    if (last) steps.push(distance(last.place, place));
    const older = keyframes.filter((k) => ms - k.ms > minGapMs);
    const near = older.map((k) => ({ ms: k.ms, apart: distance(k.place, place) }));
    const [best] = near.sort((a, b) => a.apart - b.apart);
    // As alike as what the robot sees half a second apart.
    const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1];
    if (best && (best.apart < usual || keyframes.length % 20 === 0)) {
      const verdict = best.apart < usual ? "a loop?" : "nearest so far";
      const agoS = ((ms - best.ms) / 1000).toFixed(1);
      console.log(`${verdict}  like ${agoS} s ago  (1 - cosine ${best.apart.toFixed(4)})`);
    }
    keyframes.push({ ms, place });
    if (keyframes.length > maxKeyframes) [keyframes, steps].forEach((list) => list.shift());
  },
  contract: (name, version) =>
    console.log(`${name}: contract version ${version}, so what was seen before is forgotten`),
});
console.log(
  `listening to ${sensor} at ${from}; candidates after ${minGapMs / 1000} s under one contract`,
);
process.once("SIGINT", () => client.close().then(() => process.exit(0)));
