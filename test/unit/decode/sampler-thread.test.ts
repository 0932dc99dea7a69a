import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSampler } from "../../../src/decode/sample-pipeline.ts";
import { openSamplerThread } from "../../../src/decode/sampler-thread.ts";
import { cameraSpec, lidarSpec } from "../../support/sampler-specs.ts";

const header = { sensor: "any", stampNs: 5n, arrivalMs: 7, sequence: 2 };
const scan = () => new Uint8Array(Float32Array.of(10, 1, 0, 1, 8, -3, -1, 0.5).buffer);

/** A stand-in for the thread's module: `body` answers a request `{ id, payload }`. */
function standIn(body: string): URL {
  const source = `
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ id, payload }) => { ${body} });
    parentPort.postMessage("ready");`;
  return new URL(`data:text/javascript,${encodeURIComponent(source)}`);
}

async function open(...args: Parameters<typeof openSamplerThread>) {
  const thread = await openSamplerThread(...args);
  onTestFinished(() => thread.close());
  return thread;
}

describe("openSamplerThread", () => {
  it("answers what a sampler on this thread would, for camera and lidar", async () => {
    const background = { r: 9, g: 90, b: 190 };
    const jpeg = await sharp({ create: { width: 40, height: 20, channels: 3, background } })
      .jpeg()
      .toBuffer();
    for (const [spec, payload] of [
      [cameraSpec, jpeg],
      [lidarSpec, scan()],
    ] as const) {
      const expected = await createSampler(spec).sample(payload, header);
      expect(expected.ok).toBe(true);
      const thread = await open(spec);
      expect(await thread.sample(Uint8Array.from(payload), header)).toEqual(expected);
    }
  });

  it("passes bad data on as a value", async () => {
    const thread = await open(lidarSpec);
    const sampled = await thread.sample(new Uint8Array(17), header);
    expect(sampled).toMatchObject({ ok: false, reason: "scan-length-not-multiple-of-16" });
  });

  it("takes a payload over, but never the rest of the buffer it is a view of", async () => {
    const thread = await open(lidarSpec);
    const whole = scan();
    const larger = new Uint8Array(64).fill(7);
    larger.set(scan(), 16);
    const pooled = Buffer.from(scan());
    expect((await thread.sample(whole, header)).ok).toBe(true);
    expect((await thread.sample(larger.subarray(16, 48), header)).ok).toBe(true);
    expect((await thread.sample(pooled, header)).ok).toBe(true);
    expect(whole.byteLength).toBe(0);
    expect(larger.byteLength).toBe(64);
    expect(pooled).toEqual(Buffer.from(scan()));
  });

  it("answers decode-busy at once when four calls are outstanding", async () => {
    const thread = await open(
      lidarSpec,
      standIn(
        `setTimeout(() => parentPort.postMessage({ id, sampled: { ok: false, reason: "late" } }), 100);`,
      ),
    );
    const outstanding = [1, 2, 3, 4].map(() => thread.sample(scan(), header));
    const fifth = await thread.sample(scan(), header);
    expect(fifth).toMatchObject({ ok: false, reason: "decode-busy" });
    expect(await Promise.all(outstanding)).toMatchObject(Array(4).fill({ reason: "late" }));
    expect(await thread.sample(scan(), header)).toMatchObject({ reason: "late" });
  });

  it("answers decode-crashed for the frames that a crash cost, and goes on with a new thread", async () => {
    const thread = await open(
      lidarSpec,
      standIn(`
        if (payload.length === 1) throw new Error("boom");
        if (payload.length > 2) parentPort.postMessage({ id, sampled: { ok: false, reason: "fine" } });`),
    );
    for (let crash = 0; crash < 2; crash++) {
      const lost = [new Uint8Array(2), new Uint8Array(1)].map((p) => thread.sample(p, header));
      expect(await Promise.all(lost)).toMatchObject(
        Array(2).fill({ reason: "decode-crashed", detail: "the thread: boom" }),
      );
      expect(await thread.sample(new Uint8Array(3), header)).toMatchObject({ reason: "fine" });
    }
  });

  it("closes twice, after the calls in progress, and refuses later ones", async () => {
    const thread = await openSamplerThread(lidarSpec);
    const last = thread.sample(scan(), header);
    await Promise.all([thread.close(), thread.close()]);
    expect((await last).ok).toBe(true);
    expect(await thread.sample(scan(), header)).toMatchObject({ reason: "decode-closed" });
    await thread.close();
  });

  it("closes within seconds even when the thread never answers", async () => {
    const thread = await openSamplerThread(lidarSpec, standIn(""));
    const lost = thread.sample(scan(), header);
    await thread.close();
    expect(await lost).toMatchObject({ ok: false, reason: "decode-crashed" });
  });

  it("fails at once, with the reason, when the thread does not start", async () => {
    const entry = new URL("file:///nowhere/sample-worker.js");
    await expect(openSamplerThread(lidarSpec, entry)).rejects.toThrow(
      /thread of sensor 'roof' did not start: .*nowhere.*npm run build.*DECODE_THREAD_FAILED/,
    );
  });

  it("refuses a spec that makes no sense before it starts a thread", async () => {
    await expect(openSamplerThread({ ...cameraSpec, encoding: "bmp" })).rejects.toMatchObject({
      code: "REGISTRY_UNKNOWN",
    });
  });
});
