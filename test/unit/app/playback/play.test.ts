import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { play } from "../../../../src/app/playback/play.ts";

async function* stamped(...ms: readonly number[]) {
  await Promise.resolve();
  for (const at of ms) yield { at, stampNs: 1_000_000_000n + BigInt(at) * 1_000_000n };
}

const setup = () => {
  const sent: { at: number; ms: number }[] = [];
  const startMs = performance.now();
  const controller = new AbortController();
  const options = {
    send: (message: { at: number }) => {
      sent.push({ at: message.at, ms: performance.now() - startMs });
      return Promise.resolve();
    },
    clock: systemClock,
    signal: controller.signal,
  };
  return { sent, controller, options };
};

describe("playback", () => {
  it("keeps the pace of the stamps", async () => {
    const { sent, options } = setup();
    const totals = await play({ ...options, messages: stamped(0, 60, 120), rate: 1 });
    expect(totals.sent).toBe(3);
    expect(sent[1]!.ms - sent[0]!.ms).toBeGreaterThanOrEqual(55);
    expect(sent[2]!.ms - sent[0]!.ms).toBeGreaterThanOrEqual(115);
    expect(totals.seconds).toBeGreaterThanOrEqual(0.115);
  });

  it("goes faster when asked to", async () => {
    const { options } = setup();
    const { seconds } = await play({ ...options, messages: stamped(0, 1000), rate: 20 });
    expect(seconds).toBeGreaterThanOrEqual(0.045);
    expect(seconds).toBeLessThan(0.9);
  });

  it("does not wait at rate max", async () => {
    const { sent, options } = setup();
    const totals = await play({ ...options, messages: stamped(0, 60_000, 120_000), rate: "max" });
    expect(sent).toHaveLength(3);
    expect(totals).toMatchObject({ late: 0, worstLateMs: 0 });
    expect(totals.seconds).toBeLessThan(5);
  });

  it("sends what is late, counts it, and is on time again after it", async () => {
    const { sent, options } = setup();
    const slowFirst = async (message: { at: number }): Promise<void> => {
      await options.send(message);
      if (message.at === 0) await new Promise((r) => setTimeout(r, 100));
    };
    const totals = await play({
      ...options,
      send: slowFirst,
      messages: stamped(0, 20, 40, 300),
      rate: 1,
    });
    expect(sent.map((s) => s.at)).toEqual([0, 20, 40, 300]);
    expect(totals.late).toBeGreaterThanOrEqual(2);
    expect(totals.worstLateMs).toBeGreaterThanOrEqual(75);
    expect(sent[3]!.ms - sent[0]!.ms).toBeGreaterThanOrEqual(295);
  });

  it("stops at once when asked to", async () => {
    const { sent, controller, options } = setup();
    setTimeout(() => {
      controller.abort();
    }, 30);
    const totals = await play({ ...options, messages: stamped(0, 60_000), rate: 1 });
    expect(sent.map((s) => s.at)).toEqual([0]);
    expect(totals.sent).toBe(1);
  });

  it("of nothing is nothing", async () => {
    expect(await play({ ...setup().options, messages: stamped(), rate: 1 })).toMatchObject({
      sent: 0,
    });
  });
});
