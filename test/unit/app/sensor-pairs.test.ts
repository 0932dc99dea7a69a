import { describe, expect, it } from "vitest";
import { createSensorPairs } from "../../../src/app/sensor-pairs.ts";
import { createStreamWatch } from "../../../src/app/stream-watch.ts";
import { fakeClock } from "../../support/fake-clock.ts";

/** A camera and a lidar of 10 Hz, both taken at the same moments; the lidar's clock is `lidarAheadMs` ahead. */
function drive(
  frames: number,
  lidarAheadMs: (i: number) => number,
  lidarWayMs: (i: number) => number = () => 0,
) {
  const clock = fakeClock();
  const watches = {
    camera: createStreamWatch(clock, 10),
    lidar: createStreamWatch(clock, 10),
  };
  const pairs = createSensorPairs({
    sensors: [
      { name: "camera", modality: "camera", rateHz: 10 },
      { name: "lidar", modality: "lidar", rateHz: 10 },
    ],
    clockOffset: (sensor) => watches[sensor as keyof typeof watches].clockOffset(),
  });
  const frame = (sensor: keyof typeof watches, stampNs: bigint): void => {
    watches[sensor].stamped(stampNs, clock.monotonicMs());
    pairs.add(sensor, stampNs);
  };
  for (let i = 0; i < frames; i++) {
    clock.advance(100);
    frame("camera", clock.wallNs());
    const takenNs = clock.wallNs() - BigInt(lidarWayMs(i)) * 1_000_000n;
    frame("lidar", takenNs + BigInt(Math.round(lidarAheadMs(i) * 1e6)));
  }
  return pairs.status()["camera+lidar"]!;
}

describe("camera frames and lidar scans", () => {
  it("pair by their stamps where both go by one clock, however long a scan's way is", () => {
    expect(
      drive(
        60,
        () => 0,
        () => 100,
      ),
    ).toMatchObject({ pairs: 59, correctionMs: 0 });
  });

  it("pair by their stamps when scans are held up unevenly, which no wrong clock does", () => {
    const status = drive(
      60,
      () => 0,
      (i) => 200 + 50 * (i % 12),
    );
    expect(status.correctionMs).toBe(0);
    expect(status.pairs).toBeGreaterThan(25);
  });

  it.each([3_600_000, -3_600_000, 1234])(
    "pair when the lidar's clock is %d ms ahead",
    (aheadMs) => {
      const status = drive(50, () => aheadMs);
      expect(status.correctionMs).toBeCloseTo(-aheadMs, 3);
      expect(status.pairs).toBeGreaterThanOrEqual(48);
      expect(status.apartMs.p99).toBeLessThan(1);
    },
  );

  it("go on pairing when the lidar's clock is set in the middle, forward and back", () => {
    const status = drive(90, (i) => (i >= 30 && i < 60 ? 3_600_000 : 0));
    expect(status.pairs).toBeGreaterThanOrEqual(86);
    expect(status.apartMs.p99).toBeLessThan(1);
    expect(status.correctionMs).toBe(0);
  });

  it("say nothing before the first frames", () => {
    const sensors = [{ name: "camera", modality: "camera", rateHz: 10 }] as const;
    expect(createSensorPairs({ sensors, clockOffset: () => undefined }).status()).toEqual({});
  });
});
