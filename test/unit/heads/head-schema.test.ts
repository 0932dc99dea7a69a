import { describe, expect, it } from "vitest";
import { parseHead, printHead, type Head } from "../../../src/heads/head-schema.ts";
import { ridge } from "../../../src/heads/kinds/ridge.ts";
import { labelledFeatures } from "../../support/labelled-features.ts";

const fitting = { seed: 1, threads: 1, engine: () => Promise.reject(new Error("not needed")) };

async function someHead(): Promise<Head> {
  const known = labelledFeatures({ rows: 20, columns: 4, noise: 0.1, seed: 2 });
  const { model, lambda } = await ridge.fit({ ...fitting, ...known });
  return {
    format: 1,
    name: "distance",
    sensor: "lidar",
    column: "obstacleFrontM",
    kind: "ridge",
    modelVersion: "0123456789abcdef",
    contractVersion: 2,
    seed: 1,
    labels: 20,
    lambda,
    score: { n: 100, value: 0.5, ci: [0.4, 0.6] },
    model,
  };
}

describe("a head's file", () => {
  it("gives back the head, number for number", async () => {
    const head = await someHead();
    expect(parseHead(printHead(head))).toEqual(JSON.parse(JSON.stringify(head), revive(head)));
    expect(parseHead(printHead(head)).model).toEqual(head.model);
  });

  it("is refused when a byte was changed", async () => {
    const text = printHead(await someHead()).replace("obstacleFrontM", "obstacleFrontX");
    expect(() => parseHead(text)).toThrow("hash");
  });

  it("is refused when its layers do not fit its features", async () => {
    const head = await someHead();
    const text = printHead({ ...head, model: { ...head.model, dimension: 5 } });
    expect(() => parseHead(text)).toThrow("do not fit 5 features");
  });

  it("is refused when a number is not finite", async () => {
    const head = await someHead();
    const [layer] = head.model.members[0]!;
    const members = [[{ ...layer!, bias: Float32Array.of(NaN) }]];
    expect(() => parseHead(printHead({ ...head, model: { ...head.model, members } }))).toThrow(
      "finite",
    );
  });

  it.each(["", "{}", "[1]", "not json"])("is refused when it is %j", (text) => {
    expect(() => parseHead(text)).toThrow();
  });
});

/** Takes arrays of floats over from the original, which JSON cannot hold. */
function revive(head: Head) {
  return (key: string, value: unknown): unknown => (key === "model" ? head.model : value);
}
