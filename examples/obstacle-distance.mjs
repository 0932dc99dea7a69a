// Shows what a head says of the distance ahead, with how sure it is, beside the truth of the built-in world.
// The head is fitted once on 50 labels; the run finds it at its next promotion or start and publishes its answer
// with every frame:
//   npm start                            (in another terminal, until a first encoder was promoted)
//   npx saccade head fit --recording 'sim:city?seed=1&seconds=120&camera=off' --checkpoint checkpoints/demo \
//     --sensor lidar --column obstacleFrontM --labels 50
//   node examples/obstacle-distance.mjs [mqtt://127.0.0.1:18830] [lidar] [city] [1]
import { createWorld } from "saccade";
import { openClient } from "saccade/client";

const [from = "mqtt://127.0.0.1:18830", sensor = "lidar", scene = "city", seed = "1"] =
  process.argv.slice(2);
const name = "obstacleFrontM";

const world = createWorld({ scene, seed: Number(seed), camera: false, lidar: false });
const truthByTick = [];
/** Distance ahead when frame `tick` was taken, metres. */
function truthAt(tick) {
  while (truthByTick.length <= tick) truthByTick.push(world.step().truth.obstacleFrontM);
  return truthByTick[tick];
}
/** The best that can be said without looking: the mean of the two minutes that the labels are from. */
truthAt(1200);
const usualM = truthByTick.reduce((sum, truthM) => sum + truthM, 0) / truthByTick.length;

const errors = { head: 0, constant: 0, frames: 0 };
let lastWords = "";
/** Tells the same thing once. */
function tell(words) {
  if (words !== lastWords) console.log(words);
  lastWords = words;
}

const client = await openClient({
  from,
  sensor,
  features: ({ heads = [], frameSequence = 0 }) => {
    const head = heads.find((own) => own.name === name);
    if (!head) {
      tell(
        `no head '${name}' yet: the first lines of this file say how to fit it; ` +
          "one that was fitted answers from the run's next promotion on",
      );
      return;
    }
    if (head.origin === "stale") {
      tell(`the head '${name}' belongs to another model: what it says is not to be used`);
      return;
    }
    const { value, stddev = NaN } = head;
    const truthM = truthAt(frameSequence);
    errors.head += Math.abs(value - truthM);
    errors.constant += Math.abs(usualM - truthM);
    errors.frames += 1;
    if (errors.frames % 10 !== 1) return;
    const mean = (sum) => (sum / errors.frames).toFixed(2);
    const said = `${value.toFixed(1)} ± ${(2 * stddev).toFixed(1)} m ahead, in truth ${truthM.toFixed(1)} m`;
    const usual = `mean error ${mean(errors.head)} m, of a constant ${mean(errors.constant)} m`;
    tell(`${said}  (${usual})`);
  },
});
console.log(`listening to ${sensor} at ${from}`);
process.once("SIGINT", () => client.close().then(() => process.exit(0)));
