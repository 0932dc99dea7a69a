/**
 * How much faster than real time the built-in world runs on one core, camera and lidar together, at
 * the default sizes. Build first, then: node dist-free with any TypeScript runner, or
 * `npx vitest bench`-less: `node --experimental-strip-types bench/simulate.ts` on Node ≥ 22.
 */
