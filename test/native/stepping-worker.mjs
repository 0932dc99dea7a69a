/** A worker thread that says so when it is in the middle of steps, and goes on for ever. */
import { parentPort } from "node:worker_threads";
import { engines } from "../../dist/runtime/index.js";
import { batch, initialState, step } from "./small-step.mjs";

const engine = await engines.get("ort-native").create({ provider: "cpu" });
const session = await engine.openTraining({
  step,
  initialState: initialState(),
  threads: 2,
  niceness: 5,
});
for (let i = 0; ; i++) {
  const running = session.step(batch(i), ["loss"]);
  if (i === 1) parentPort.postMessage("stepping");
  await running;
}
