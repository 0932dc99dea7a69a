import { expect, it } from "vitest";
import { createGrace } from "../../../src/app/grace.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const map = {
  matrix: { rows: 2, columns: 2, data: Float64Array.of(0, 1, 1, 0) },
  offset: Float64Array.of(10, 0),
};
const answer = (version: number, hasBridge: boolean) => ({
  embedding: Float32Array.of(1, 2),
  grid: { rows: 1, columns: 1, channels: 2 },
  ...{ version: "v", step: 1 },
  contract: { version, residual: 0, drift: 0, anchors: 16 },
  ...(hasBridge && { bridge: bridges[version]! }),
});
const bridges: Readonly<Record<number, { version: number; residual: number; map: typeof map }>> = {
  2: { version: 1, residual: 0.3, map },
};

it("features under the contract before go with every encoder of the new one, for the time of grace", () => {
  const clock = fakeClock();
  const grace = createGrace(clock, 60);
  expect(grace.previous(answer(1, false))).toBeUndefined();
  const expected = { contractVersion: 1, residual: 0.3, embedding: Float32Array.of(12, 1) };
  expect(grace.previous(answer(2, true))).toEqual(expected);
  clock.advance(59_000);
  expect(grace.previous(answer(2, false))).toEqual(expected);
  expect(grace.previous(answer(1, false))).toBeUndefined();
  clock.advance(1000);
  expect(grace.previous(answer(2, false))).toBeUndefined();
  expect(grace.previous(answer(2, true))).toBeUndefined();
});

it("after a restart it goes on for what is left of it, and not at all when it was over", () => {
  const clock = fakeClock();
  const restarted = (sinceMs: number) => ({
    ...answer(2, false),
    bridge: { ...bridges[2]!, sinceMs },
  });
  // The clock says one second after the epoch: the grace began 20 s before that.
  const grace = createGrace(clock, 60);
  expect(grace.previous(restarted(-19_000))).toMatchObject({ contractVersion: 1 });
  clock.advance(39_999);
  expect(grace.previous(answer(2, false))).toMatchObject({ contractVersion: 1 });
  clock.advance(1);
  expect(grace.previous(answer(2, false))).toBeUndefined();

  expect(createGrace(clock, 60).previous(restarted(-60_000))).toBeUndefined();
});

it("a clock that was set back since gives no more than the whole time", () => {
  const clock = fakeClock();
  const grace = createGrace(clock, 60);
  const ahead = { ...answer(2, false), bridge: { ...bridges[2]!, sinceMs: 1e9 } };
  expect(grace.previous(ahead)).toMatchObject({ contractVersion: 1 });
  clock.advance(60_000);
  expect(grace.previous(ahead)).toBeUndefined();
});
