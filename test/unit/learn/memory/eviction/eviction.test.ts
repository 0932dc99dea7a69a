import { describe, expect, it } from "vitest";
import { evictionPolicies } from "../../../../../src/learn/memory/eviction/index.ts";
import type { Segment } from "../../../../../src/learn/memory/segment.ts";

/** Stretches with these features; absent = not looked at. */
type Feature = readonly number[] | undefined;
const stretches = (...features: Feature[]): Segment[] =>
  features.map((feature, ordinal) => ({
    samples: [],
    bytes: 0,
    ordinal,
    feature: feature && Float32Array.from(feature),
  }));
const anonymous = (count: number) => stretches(...Array.from({ length: count }, () => undefined));

/** Ordinals that stay when `count` stretches come and more than `room` are never held. */
function held(name: string, { count, room, seed }: { count: number; room: number; seed: number }) {
  const policy = evictionPolicies.get(name);
  const kept: Segment[] = [];
  let evictions = 0;
  for (const segment of anonymous(count)) {
    kept.push(segment);
    if (kept.length <= room) continue;
    kept.splice(policy.choose(kept, { seed, evictions: evictions++ }), 1);
  }
  return kept.map((s) => s.ordinal!);
}
const meanAge = (name: string): number => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const all = seeds.flatMap((seed) => held(name, { count: 400, room: 20, seed }));
  return all.reduce((sum, ordinal) => sum + 399 - ordinal, 0) / all.length;
};

describe("every policy", () => {
  it.each(evictionPolicies.names)("%s chooses one of the candidates, the same again", (name) => {
    const policy = evictionPolicies.get(name);
    for (const count of [1, 2, 700]) {
      const candidates = anonymous(count);
      const chosen = policy.choose(candidates, { seed: 3, evictions: 9 });
      expect(candidates[chosen]).toBeDefined();
      expect(policy.choose(candidates, { seed: 3, evictions: 9 })).toBe(chosen);
    }
  });
});

describe("what is held after 400 stretches, 20 at a time", () => {
  it("is the last 20 for fifo", () => {
    expect(held("fifo", { count: 400, room: 20, seed: 1 })).toEqual(
      Array.from({ length: 20 }, (_, i) => 380 + i),
    );
  });

  it("thins out with age for random: about 20 stretches old on average", () => {
    expect(meanAge("random")).toBeGreaterThan(15);
    expect(meanAge("random")).toBeLessThan(25);
  });

  it("is spread over everything for reservoir: about 200 stretches old on average", () => {
    expect(meanAge("reservoir")).toBeGreaterThan(180);
    expect(meanAge("reservoir")).toBeLessThan(220);
  });
});

describe("minimum-redundancy", () => {
  const policy = evictionPolicies.get("minimum-redundancy");
  const choose = (...features: Feature[]) =>
    policy.choose(stretches(...features), { seed: 1, evictions: 0 });

  it("lets the older of the two most alike go", () => {
    expect(choose([1, 0], [0, 1], [0.6, 0.8], [0, -1])).toBe(1);
    expect(choose([1, 0], [-1, 0], [0, 1], [1, 0])).toBe(0);
  });

  it("spares what was not looked at yet", () => {
    expect(choose(undefined, [1, 0], undefined, [0, 1], [0.8, 0.6])).toBe(1);
  });

  it("lets the oldest go while fewer than two were looked at", () => {
    expect(choose(undefined, undefined, [1, 0])).toBe(0);
  });
});
