import { scenes } from "../src/simulate/index.ts";
import { createWorld } from "../src/simulate/world.ts";

/**
 * How much faster than real time the built-in world runs on one core: camera, lidar and truth of each
 * tick together, at the default sizes. Processor time, so that a busy machine does not spoil it.
 *
 * Run: npx tsc -p . --noEmit false --outDir node_modules/.cache/bench &&
 *      node node_modules/.cache/bench/bench/simulate.js
 */
const warmUpTicks = 60;
const ticks = 300;

for (const scene of scenes.names) {
  for (const [name, sensors] of Object.entries({
    "camera + lidar": {},
    camera: { lidar: false },
    lidar: { camera: false },
  } as const)) {
    const world = createWorld({ scene, ...sensors });
    for (let i = 0; i < warmUpTicks; i++) world.step();
    const before = process.cpuUsage();
    for (let i = 0; i < ticks; i++) world.step();
    const { user, system } = process.cpuUsage(before);
    const tickMs = (user + system) / 1000 / ticks;
    const factor = 1000 / world.options.rateHz / tickMs;
    process.stdout.write(
      `${scene.padEnd(9)} ${name.padEnd(15)} ${tickMs.toFixed(2)} ms/tick, ${factor.toFixed(1)} × real time\n`,
    );
  }
}
