import { describe, expect, it } from "vitest";
import { matrixFromRows, selectRows, type Matrix } from "../../../../src/core/matrix.ts";
import type { Sample } from "../../../../src/frames/sample.ts";
import { applyMap, identityMap } from "../../../../src/learn/contract/linear-map.ts";
import {
  bringUnderContract,
  type Aligned,
  type FeatureContract,
} from "../../../../src/learn/contract/feature-contract.ts";
import { readContract, recordOfContract } from "../../../../src/learn/contract/contract-record.ts";
import { cameraSample, lidarSample } from "../../../support/samples.ts";
import { randomFeatures } from "../../../support/random-features.ts";

const frames = 200;
const drive = Array.from({ length: frames }, (_, i) => cameraSample({ ms: 100 * i }));
const own = randomFeatures(frames, 4, 1);
const frameOf = ({ stampNs }: Sample): number => Number(stampNs / 100_000_000n);

/** Two directions change places, and one of them its sign and length. */
const later = (features: Matrix): Matrix => ({
  ...features,
  data: features.data.map((_, i) => {
    const base = i - (i % 4);
    const [from, factor] = [
      [1, 1],
      [0, -2],
      [2, 1],
      [3, 1],
    ][i % 4] as [number, number];
    return factor * features.data[base + from]!;
  }),
});

const bring = (
  contract: FeatureContract | undefined,
  features: Matrix,
  options: { from?: number; to?: number; maxResidual?: number; nowMs?: number } = {},
): Promise<Aligned | undefined> =>
  bringUnderContract({
    contract,
    fresh: drive.slice(options.from ?? 0, options.to ?? 64),
    encode: (samples) => Promise.resolve(selectRows(features, samples.map(frameOf))),
    channels: 4,
    options: { anchors: 64, renewed: 1 / 8, maxResidual: options.maxResidual ?? 0.25, graceS: 60 },
    nowMs: options.nowMs ?? 0,
  });

describe("a feature contract", () => {
  it("begins with the encoder as it is", async () => {
    const first = (await bring(undefined, own))!;
    expect(first.standing).toEqual({ version: 1, residual: 0, drift: 0, anchors: 64 });
    expect(first.map).toEqual(identityMap(4));
    expect(first.contract.anchors.map(({ generation }) => generation)).toEqual(
      new Array(64).fill(0),
    );
  });

  it("waits for frames enough to hold a basis", async () => {
    expect(await bring(undefined, own, { to: 15 })).toBeUndefined();
  });

  it("brings a later encoder's features to where the founder's were", async () => {
    const { contract } = (await bring(undefined, own))!;
    const changed = later(own);
    const { standing, map, bridge } = (await bring(contract, changed))!;
    expect(standing.version).toBe(1);
    expect(standing.residual).toBeLessThan(0.01);
    expect(bridge).toBeUndefined();
    const unseen = selectRows(changed, [150, 180]);
    const aligned = applyMap(map, unseen);
    const wanted = selectRows(own, [150, 180]);
    aligned.data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted.data[i]!, 0);
    });
  });

  it("lets newer frames in, and keeps half of the anchors the founder's for good", async () => {
    let { contract } = (await bring(undefined, own))!;
    for (let round = 0; round < 12; round++) {
      const from = 64 + 8 * round;
      ({ contract } = (await bring(contract, own, { from, to: from + 40 }))!);
      expect(contract.anchors).toHaveLength(64);
    }
    const founders = contract.anchors.filter(({ generation }) => generation === 0);
    expect(founders).toHaveLength(32);
    expect(Math.max(...contract.anchors.map(({ sample }) => frameOf(sample)))).toBeGreaterThan(100);
    const stamps = contract.anchors.map(({ sample }) => sample.stampNs);
    expect(new Set(stamps).size).toBe(64);
    expect(stamps).toEqual(stamps.toSorted((a, b) => Number(a - b)));
  });

  it("goes up by one where the anchors are missed, with a bridge back", async () => {
    const { contract } = (await bring(undefined, own))!;
    const other = randomFeatures(frames, 4, 2);
    const broken = (await bring(contract, other))!;
    expect(broken.standing).toMatchObject({ version: 2, residual: 0 });
    expect(broken.map).toEqual(identityMap(4));
    expect(broken.bridge).toMatchObject({ version: 1 });
    expect(broken.bridge!.residual).toBeGreaterThan(0.25);
    expect((await bring(contract, other, { maxResidual: 1e9 }))!.standing.version).toBe(1);
  });

  it("keeps the way back with it for the time of grace, over later promotions and through a checkpoint", async () => {
    const { contract } = (await bring(undefined, own))!;
    const other = randomFeatures(frames, 4, 2);
    const broken = (await bring(contract, other, { nowMs: 5000 }))!;
    expect(broken.contract.before).toEqual({ ...broken.bridge, sinceMs: 5000 });
    const later = (await bring(broken.contract, other, { nowMs: 64_999 }))!;
    expect(later.bridge).toBeUndefined();
    expect(later.contract.before).toEqual(broken.contract.before);

    const { tensors, extra } = recordOfContract(later);
    const text = JSON.stringify(extra);
    const back = readContract("camera", { extra: JSON.parse(text) as unknown, state: tensors })!;
    const { map, ...said } = back.contract.before!;
    expect(said).toEqual({ version: 1, residual: broken.bridge!.residual, sinceMs: 5000 });
    map.matrix.data.forEach((value, i) => {
      expect(value).toBeCloseTo(broken.bridge!.map.matrix.data[i]!, 5);
    });

    const over = (await bring(broken.contract, other, { nowMs: 65_000 }))!;
    expect(over.contract).not.toHaveProperty("before");
    expect(Object.keys(recordOfContract(over).tensors).join()).not.toContain("before");
  });

  it("refuses features that are not finite", async () => {
    const { contract } = (await bring(undefined, own))!;
    const sick = { ...own, data: own.data.map((value, i) => (i === 40 ? NaN : value)) };
    await expect(bring(contract, sick)).rejects.toMatchObject({ code: "FEATURES_NOT_FINITE" });
  });
});

describe("a contract in a checkpoint", () => {
  it.each([
    ["camera", cameraSample],
    ["lidar", lidarSample],
  ])("comes back as it was: frames of a %s, features, map", async (_, sampleOf) => {
    const samples = Array.from({ length: 16 }, (_, i) =>
      sampleOf({ ms: i, pixel: (row, column) => i + 7 * row + column }),
    );
    const aligned = (await bringUnderContract({
      contract: undefined,
      fresh: samples,
      encode: () => Promise.resolve(matrixFromRows(samples.map((_, i) => [i, 2 * i]))),
      channels: 2,
      options: { anchors: 16, renewed: 0, maxResidual: 1, graceS: 60 },
      nowMs: 0,
    }))!;
    const { tensors, extra } = recordOfContract(aligned);
    const kept = { extra: JSON.parse(JSON.stringify(extra)) as unknown, state: tensors };
    const back = readContract("camera", kept)!;
    const arrived = samples.map((sample) => ({ ...sample, arrivalMs: 0 }));
    expect(back.contract.anchors.map(({ sample }) => sample)).toEqual(arrived);
    expect(back.contract.anchors.map(({ features }) => [...features])).toEqual(
      samples.map((_, i) => [i, 2 * i]),
    );
    expect(back.standing).toEqual(aligned.standing);
    expect(back.map).toEqual(aligned.map);
    expect(readContract("camera", { ...kept, extra: null })).toBeUndefined();
    expect(readContract("camera", { ...kept, state: {} })).toBeUndefined();
  });
});
