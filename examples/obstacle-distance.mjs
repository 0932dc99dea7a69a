// Learns the distance to what is ahead from 50 labels on frozen features, then tells it for every frame.
// The labels come from the built-in world that `npm start` shows, driven once more beside it: on a robot they
// would come from a bumper, an ultrasonic sensor or a hand.
//   npm start                            (in another terminal)
//   node examples/obstacle-distance.mjs [mqtt://127.0.0.1:18830] [lidar] [city] [1]
import { Matrix, solve } from "ml-matrix";
import { createWorld } from "saccade";
import { openClient } from "saccade/client";

const [from = "mqtt://127.0.0.1:18830", sensor = "lidar", scene = "city", seed = "1"] =
  process.argv.slice(2);
const labelsWanted = 50;
const everyFrames = 5;

const world = createWorld({ scene, seed: Number(seed), camera: false, lidar: false });
const truthByTick = [];
/** Distance ahead when frame `tick` was taken, metres. */
function truthAt(tick) {
  while (truthByTick.length <= tick) truthByTick.push(world.step().truth.obstacleFrontM);
  return truthByTick[tick];
}

/** Ridge regression in its dual form, for fewer labels than features: w = Xᵀ(XXᵀ + λI)⁻¹y. */
function fit(rows, targets) {
  const mean = rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const offset = targets.reduce((a, b) => a + b, 0) / targets.length;
  const x = new Matrix(rows.map((row) => Array.from(row, (value, i) => value - mean[i])));
  const gram = x.mmul(x.transpose());
  const lambda = (0.1 * gram.trace()) / rows.length;
  const centred = Matrix.columnVector(targets.map((y) => y - offset));
  const dual = solve(gram.add(Matrix.eye(rows.length).mul(lambda)), centred);
  const weights = x.transpose().mmul(dual).to1DArray();
  const predict = (row) => row.reduce((sum, v, i) => sum + (v - mean[i]) * weights[i], offset);
  return { predict, offset };
}

let basis = "";
let rows = [];
let targets = [];
let head;
const errors = { head: 0, constant: 0, frames: 0 };

const client = await openClient({
  from,
  sensor,
  features: ({ embedding, modelVersion, contractVersion, frameSequence = 0 }) => {
    const now = `${contractVersion} ${modelVersion}`;
    if (now !== basis) {
      // What was fitted on other weights does not hold any more.
      [rows, targets, head] = [[], [], undefined];
      if (basis !== "") console.log("another model: labels are collected anew");
    }
    basis = now;
    const truthM = truthAt(frameSequence);
    if (!head && frameSequence % everyFrames === 0) {
      rows.push(Array.from(embedding));
      targets.push(truthM);
      if (rows.length === labelsWanted) head = fit(rows, targets);
      return;
    }
    if (!head) return;
    const saidM = head.predict(Array.from(embedding));
    errors.head += Math.abs(saidM - truthM);
    errors.constant += Math.abs(head.offset - truthM);
    errors.frames += 1;
    if (errors.frames % 10 !== 1) return;
    const mean = (sum) => (sum / errors.frames).toFixed(2);
    const usual = `mean error ${mean(errors.head)} m, of a constant ${mean(errors.constant)} m`;
    console.log(`${saidM.toFixed(1)} m ahead, in truth ${truthM.toFixed(1)} m  (${usual})`);
  },
});
console.log(`listening to ${sensor} at ${from}; ${labelsWanted} labels take about 25 s`);
process.once("SIGINT", () => client.close().then(() => process.exit(0)));
