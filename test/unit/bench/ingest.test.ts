import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { ingest } from "../../../src/bench/ingest/ingest.ts";
import { makePayload } from "../../../src/bench/ingest/payloads.ts";
import { createTally } from "../../../src/bench/ingest/until-heard.ts";
import { silentLogger } from "../../../src/core/log.ts";

describe("the ingest suite", () => {
  it("sends a 720p JPEG and a scan of 1.92 MB, the same each time", async () => {
    const camera = await makePayload("camera");
    const { format, width, height } = await sharp(camera).metadata();
    expect([format, width, height]).toEqual(["jpeg", 1280, 720]);
    expect(camera.byteLength).toBeGreaterThan(80_000);
    expect(await makePayload("camera")).toEqual(camera);
    const scan = await makePayload("lidar");
    expect(scan.byteLength).toBe(1_920_000);
    expect(new Float32Array(scan.buffer).every(Number.isFinite)).toBe(true);
  });

  it("counts until there are enough, also when they are there already", async () => {
    const tally = createTally();
    const three = tally.reach(3);
    for (let i = 0; i < 3; i++) tally.add();
    await three;
    await tally.reach(2);
    expect(tally.count()).toBe(3);
  });

  it("refuses a case that it does not have, naming those that it has", async () => {
    const { signal } = new AbortController();
    const running = ingest.run({ log: silentLogger, signal, cases: ["kafka"] });
    await expect(running).rejects.toThrow(/'kafka'.*mqtt, zeromq, cameras, clouds/);
  });
});
