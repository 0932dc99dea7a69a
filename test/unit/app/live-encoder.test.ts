import { describe, expect, it, vi } from "vitest";
import { openLiveEncoder } from "../../../src/app/live-encoder.ts";
import type { PackedEncoder } from "../../../src/learn/pack-encoder.ts";
import type { Engine, HostTensor } from "../../../src/runtime/engine.ts";
import { stillEngine } from "../../support/still-engine.ts";
import { cameraSample } from "../../support/samples.ts";

const sample = cameraSample({ ms: 0, pixel: () => 255 });

function encoder(step: number): PackedEncoder {
  return {
    model: Uint8Array.of(step),
    version: `version-${step}`,
    step,
    input: { name: "frame", dtype: "float32", shape: [1, 2, 2, 3] },
    output: { name: "map", dtype: "float32", shape: [1, 1, 2, 4] },
  };
}

/** An engine whose sessions answer with their model's first byte, when they are told to. */
function steppedEngine() {
  const opened: number[] = [];
  const loaded: number[] = [];
  const closed: number[] = [];
  const asked: HostTensor[] = [];
  let canOpen = Promise.resolve();
  let canAnswer = Promise.resolve();
  const engine: Engine = {
    ...stillEngine(),
    openInference: async ({ model }) => {
      let [step = 0] = model;
      await canOpen;
      opened.push(step);
      return {
        load: async ([next = 0]) => {
          await canOpen;
          loaded.push(next);
          step = next;
        },
        run: async ({ frame }) => {
          asked.push(frame!);
          await canAnswer;
          const data = new Float32Array(8).fill(step);
          return { map: { dtype: "float32", shape: [1, 1, 2, 4], data } };
        },
        close: () => {
          closed.push(step);
          return Promise.resolve();
        },
      };
    },
  };
  return {
    engine,
    opened,
    loaded,
    closed,
    asked,
    holdBack: (until: Promise<void>) => {
      canOpen = until;
    },
    holdAnswers: (until: Promise<void>) => {
      canAnswer = until;
    },
  };
}

describe("a live encoder", () => {
  it("answers with the map, its layout, and who answered", async () => {
    const { engine, asked } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(3) });
    expect(await live.answer(sample)).toEqual({
      embedding: new Float32Array(8).fill(3),
      grid: { rows: 1, columns: 2, channels: 4 },
      version: "version-3",
      step: 3,
    });
    expect(asked[0]).toMatchObject({ dtype: "float32", shape: [1, 2, 2, 3] });
    expect(new Set(asked[0]!.data as Float32Array).size).toBe(1);
  });

  it("answers with the old encoder until the new one is open", async () => {
    const { engine, closed, holdBack } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    let open: () => void = () => undefined;
    holdBack(new Promise((resolve) => (open = resolve)));
    const promoting = live.promote(encoder(2));
    expect((await live.answer(sample)).version).toBe("version-1");
    open();
    await promoting;
    expect((await live.answer(sample)).version).toBe("version-2");
    expect([live.version, live.step]).toEqual(["version-2", 2]);
    await live.close();
    expect(closed).toEqual([2, 1]);
  });

  it("opens two sessions for any number of promotions, which take turns", async () => {
    const { engine, opened, loaded, closed } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    for (const step of [2, 3, 4, 5]) {
      await live.promote(encoder(step));
      const { version, embedding } = await live.answer(sample);
      expect([version, embedding[0]]).toEqual([`version-${step}`, step]);
    }
    expect([opened, loaded, closed]).toEqual([[1, 2], [3, 4, 5], []]);
    await live.close();
    expect(closed.toSorted()).toEqual([4, 5]);
  });

  it("lets answers that were asked for finish before their sessions are closed", async () => {
    const { engine, closed, holdAnswers } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    let release: () => void = () => undefined;
    holdAnswers(new Promise((resolve) => (release = resolve)));
    const answering = live.answer(sample);
    const promoting = live.promote(encoder(2));
    await vi.waitUntil(() => live.version === "version-2");
    await promoting;
    const closing = live.close();
    expect(closed).not.toContain(1);
    release();
    expect((await answering).version).toBe("version-1");
    await closing;
    expect(closed).toEqual([2, 1]);
  });

  it("keeps the old one when the new one does not open", async () => {
    const { engine, closed, holdBack } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    holdBack(Promise.reject(new Error("no memory")));
    await expect(live.promote(encoder(2))).rejects.toThrow("no memory");
    expect((await live.answer(sample)).version).toBe("version-1");
    expect(closed).toEqual([]);
  });

  it("keeps the old one when the new one does not load into the idle session", async () => {
    const { engine, holdBack } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    await live.promote(encoder(2));
    holdBack(Promise.reject(new Error("no memory")));
    await expect(live.promote(encoder(3))).rejects.toThrow("no memory");
    expect((await live.answer(sample)).embedding[0]).toBe(2);
    holdBack(Promise.resolve());
    await live.promote(encoder(4));
    expect((await live.answer(sample)).embedding[0]).toBe(4);
  });

  it("does not open the same weights again", async () => {
    const { engine, opened } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    await live.promote({ ...encoder(9), version: "version-1" });
    expect(opened).toEqual([1]);
  });

  it("closed while a promotion opens, leaves nothing open", async () => {
    const { engine, closed, holdBack } = steppedEngine();
    const live = await openLiveEncoder({ engine, threads: 1, encoder: encoder(1) });
    let open: () => void = () => undefined;
    holdBack(new Promise((resolve) => (open = resolve)));
    const promoting = live.promote(encoder(2));
    await live.close();
    open();
    await promoting;
    expect(closed).toEqual([1, 2]);
    await live.promote(encoder(3));
    await live.close();
    expect(closed).toEqual([1, 2]);
  });
});
