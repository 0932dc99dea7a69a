import { describe, expect, it } from "vitest";
import { createWorld } from "../../../src/simulate/world.ts";
import type { WorldEvent } from "../../../src/simulate/events.ts";

const camera = { width: 48, height: 32 } as const;
const pictures = (events: readonly WorldEvent[], ticks: number) => {
  const world = createWorld({ scene: "corridor", seed: 2, camera, lidar: false, events });
  return Array.from({ length: ticks }, () => world.step().camera!.rgb);
};
const difference = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe("world events", () => {
  const plain = pictures([], 12);

  it("shows what is thrown while it flies, and nothing of it before and after", () => {
    const seen = pictures([{ kind: "thrown", atS: 0.3, forS: 0.5 }], 12);
    const apart = seen.map((rgb, i) => difference(rgb, plain[i]!));
    expect(apart.map((d) => d > 2)).toEqual(plain.map((_, i) => i >= 3 && i < 8));
    expect(apart[11]).toBe(0);
  });

  it("shows next to nothing through a covered lens", () => {
    const seen = pictures([{ kind: "covered", atS: 0.5, forS: 0.2 }], 8);
    expect(seen.map((rgb) => Math.max(...rgb) < 10)).toEqual(
      seen.map((_, i) => i === 5 || i === 6),
    );
  });
});
