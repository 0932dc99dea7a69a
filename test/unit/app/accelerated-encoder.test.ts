import { describe, expect, it, vi } from "vitest";
import { acceleratedEncoder, type Acceleration } from "../../../src/app/accelerated-encoder.ts";
import type { Answer, LiveEncoder } from "../../../src/app/live-encoder.ts";
import type { PackedEncoder } from "../../../src/learn/pack-encoder.ts";
import { cameraSample } from "../../support/samples.ts";

const sample = cameraSample({ ms: 0, pixel: () => 255 });
const encoder = (step: number): PackedEncoder => ({
  model: Uint8Array.of(step),
  version: `v${step}`,
  step,
  input: { name: "frame", dtype: "float32", shape: [1, 2, 2, 3] },
  output: { name: "map", dtype: "float32", shape: [1, 1, 1, 1] },
});

/** Answers with `factor` times the step that it has. */
function liveEncoder(first: PackedEncoder, factor: number, ready = () => Promise.resolve()) {
  let now = first;
  const closed = vi.fn();
  const live: LiveEncoder = {
    get version() {
      return now.version;
    },
    get step() {
      return now.step;
    },
    answer: (): Promise<Answer> => {
      const { version, step } = now;
      const embedding = Float32Array.of(factor * step);
      return Promise.resolve({
        embedding,
        grid: { rows: 1, columns: 1, channels: 1 },
        version,
        step,
      });
    },
    promote: async (next) => {
      await ready();
      now = next;
    },
    close: () => {
      closed();
      return Promise.resolve();
    },
  };
  return { live, closed };
}

/** A plain encoder whose answers are its step, and a fast one whose answers are the negative. */
function both() {
  const events: Acceleration[] = [];
  const doors: ((error?: Error) => void)[] = [];
  const built = () =>
    new Promise<void>((resolve, reject) => {
      doors.push((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  const plain = liveEncoder(encoder(1), 1);
  const closedFast = vi.fn();
  const accelerated = acceleratedEncoder({
    plain: plain.live,
    first: encoder(1),
    open: async (first) => {
      await built();
      const fast = liveEncoder(first, -1, built);
      fast.closed.mockImplementation(closedFast);
      return fast.live;
    },
    tell: (event) => events.push(event),
    now: () => 0,
  });
  return {
    accelerated,
    events,
    closedFast,
    closedPlain: plain.closed,
    /** The engine in progress is ready, or failed. */
    finish: async (error?: Error) => {
      await vi.waitFor(() => {
        expect(doors).not.toHaveLength(0);
      });
      doors.shift()!(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
    value: async () => (await accelerated.answer(sample)).embedding[0],
  };
}

describe("acceleratedEncoder", () => {
  it("answers at once, and by the other provider once that is ready", async () => {
    const { value, finish, events } = both();
    expect(await value()).toBe(1);
    await finish();
    expect(await value()).toBe(-1);
    expect(events).toEqual([
      { kind: "building", version: "v1" },
      { kind: "ready", version: "v1", seconds: 0 },
    ]);
  });

  it("answers a promotion's new weights from the first frame on, whoever has them", async () => {
    const { accelerated, value, finish } = both();
    await finish();
    await accelerated.promote(encoder(2));
    expect([accelerated.version, await value()]).toEqual(["v2", 2]);
    await finish();
    expect(await value()).toBe(-2);
  });

  it("builds only the newest of those promoted while one is built", async () => {
    const { accelerated, value, finish, events } = both();
    for (const step of [2, 3, 4]) await accelerated.promote(encoder(step));
    await finish();
    // The first is ready and too old to answer.
    expect(await value()).toBe(4);
    await finish();
    expect(await value()).toBe(-4);
    expect(events.map(({ kind, version }) => `${kind} ${version}`)).toEqual([
      "building v1",
      "ready v1",
      "building v4",
      "ready v4",
    ]);
  });

  it("tells why one failed, answers on, and tries the next", async () => {
    const { accelerated, value, finish, events } = both();
    await finish(new Error("out of memory"));
    expect(await value()).toBe(1);
    expect(events.at(-1)).toEqual({ kind: "failed", version: "v1", reason: "out of memory" });
    await accelerated.promote(encoder(2));
    await finish();
    expect(await value()).toBe(-2);
  });

  it("ends without waiting for what is being built, which is closed when it comes", async () => {
    const { accelerated, finish, closedFast, closedPlain } = both();
    await accelerated.close();
    expect([closedPlain.mock.calls.length, closedFast.mock.calls.length]).toEqual([1, 0]);
    await finish();
    expect(closedFast).toHaveBeenCalledOnce();
  });
});
