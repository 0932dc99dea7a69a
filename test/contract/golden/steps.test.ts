import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadAddon } from "../../../src/native/addon.ts";
import { encoders } from "../../../src/nn/encoders/index.ts";
import { optimizers } from "../../../src/optim/index.ts";
import type { Engine } from "../../../src/runtime/engine.ts";
import { ortNative } from "../../../src/runtime/ort-native/ort-native-engine.ts";
import { ortNode } from "../../../src/runtime/ort-node/ort-node-engine.ts";
import { drawUniform } from "../../support/golden-draws.ts";
import {
  gradientsInFloat64,
  gradientsOn,
  stepsInFloat64,
  stepsOn,
  type Found,
  type Trained,
} from "../../support/golden-runs.ts";
import {
  goldenCase,
  goldenCases,
  goldenSpec,
  readGolden,
  type GoldenModel,
} from "../../support/golden-steps.ts";
import { normOf, relativeError } from "../../support/relative-error.ts";

/** What PyTorch and ONNX Runtime may differ by, both being right. */
const float32Tolerance = 1e-4;
/** What the vectors' storage in float32 leaves of an agreement in float64. */
const float64Tolerance = 1e-6;
/** A tensor's error counts against this part of all gradients' norm where its own is smaller. */
const negligible = 1e-6;

const { seed, steps } = goldenCases;
const models: readonly GoldenModel[] = encoders.names.flatMap((encoder) => [
  ...[...Object.keys(goldenCases.objectives), "all"].map(
    (objective) => ({ encoder, modality: "camera", objective }) as const,
  ),
  // What differs for a lidar is the mask, and borders that go round.
  { encoder, modality: "lidar", objective: "all" } as const,
]);
const runs = models.flatMap((model) =>
  (model.modality === "camera" ? optimizers.names : ["adamw"]).map((optimizer) => ({
    ...model,
    optimizer,
  })),
);

type Golden = ReturnType<typeof goldenCase>;

/** One named part of a packed vector after the other. */
function unpacked(golden: Golden, packed: Float32Array): ReadonlyMap<string, Float32Array> {
  let at = 0;
  const parts = golden.tensors.map(({ name, shape }) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const part = packed.subarray(at, at + size);
    at += size;
    return [name, part] as const;
  });
  expect(at, "the vectors hold every tensor and nothing else").toBe(packed.length);
  return new Map(parts);
}

const minus = (a: ArrayLike<number>, b: ArrayLike<number>): readonly number[] =>
  Array.from(a, (value, i) => value - b[i]!);

function expectTensors(
  found: (name: string) => ArrayLike<number>,
  expected: ReadonlyMap<string, ArrayLike<number>>,
  tolerance: number,
): void {
  const whole = normOf([...expected.values()].map(normOf));
  const errors = [...expected].map(([name, values]) => ({
    name,
    error: relativeError(found(name), values, negligible * whole),
  }));
  expect(errors.filter(({ error }) => !(error <= tolerance))).toEqual([]);
}

function expectGradients(found: Found, golden: Golden, tolerance: number): void {
  const names = [...found.keys()].filter((name) => name.startsWith("gradient/"));
  expect(names.toSorted()).toEqual(golden.tensors.map(({ name }) => `gradient/${name}`).toSorted());
  for (const [name, value] of Object.entries(golden.scalars)) {
    expect(relativeError(found.get(name)!, [value]), name).toBeLessThanOrEqual(tolerance);
  }
  const gradients = unpacked(golden, golden.gradients);
  expectTensors((name) => found.get(`gradient/${name}`)!, gradients, tolerance);
}

function expectSteps(trained: Trained, golden: Golden, optimizer: string, tolerance: number): void {
  const { scalars, start, end } = trained;
  const wanted = golden.optimizers[optimizer]!;
  for (const [name, values] of Object.entries(wanted.scalars)) {
    // The loss is continuous; at its kinks (relu, absolute error) the gradient's norm is not.
    const allowed = name === "gradientNorm" ? 10 * tolerance : tolerance;
    expect(relativeError(scalars[name]!, values), name).toBeLessThanOrEqual(allowed);
  }
  expect(Math.min(...scalars["isFinite"]!)).toBe(1);
  const moved = unpacked(golden, wanted.moved);
  if (tolerance <= float64Tolerance) {
    const found = (name: string): readonly number[] => minus(end.get(name)!, start.get(name)!);
    expectTensors(found, moved, tolerance);
  } else {
    // In float32 a number that crosses a kink of the loss a step earlier moves on differently by much
    // more than rounding, on any implementation: there the weights count, not their changes.
    const back = (name: string): readonly number[] => minus(end.get(name)!, moved.get(name)!);
    const starts = golden.tensors.map(({ name }) => [name, start.get(name)!] as const);
    expectTensors(back, new Map(starts), tolerance);
  }
  golden.tensors.forEach(({ name }, i) => {
    const average = end.get(`average/${name}`)!;
    const weights = drawUniform(`sum/${name}`, average.length);
    const sum = Array.from(average).reduce((total, value, k) => total + value * weights[k]!, 0);
    const error = Math.abs(sum - wanted.averageSums[i]!) / (normOf(average) * normOf(weights));
    expect(error, `average/${name}`).toBeLessThanOrEqual(tolerance);
  });
}

describe("whole steps against PyTorch", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ortNode.create({ provider: "cpu" });
  });
  afterAll(() => engine.close());

  describe.each(models)("$encoder × $modality × $objective", (model) => {
    const spec = goldenSpec(model, "adamw");
    const golden = () => goldenCase(readGolden(model.encoder), model);

    it("has the losses and every gradient of the first step, in float64", () => {
      expectGradients(gradientsInFloat64(spec, seed), golden(), float64Tolerance);
    });

    it("has them on ONNX Runtime, in float32", async () => {
      expectGradients(await gradientsOn(engine, spec, seed), golden(), float32Tolerance);
    });
  });

  // The float64 reference takes seconds a run, and half a minute on the resnet: every optimizer on the
  // smallest encoder, and the two middle ones with one of them, each with all objectives at once.
  const chosen = new Map([
    ["conv", "sgd"],
    ["vit", "lars"],
  ]);
  const inFloat64 = runs.filter(
    ({ encoder, objective, optimizer }) =>
      objective === "all" && (encoder === "merge" || chosen.get(encoder) === optimizer),
  );
  describe.each(inFloat64)("$encoder × $modality × $objective × $optimizer, in float64", (run) => {
    it(`goes where PyTorch goes in ${steps} steps`, () => {
      const golden = goldenCase(readGolden(run.encoder), run, run.optimizer);
      const trained = stepsInFloat64(goldenSpec(run, run.optimizer), seed, steps);
      expectSteps(trained, golden, run.optimizer, float64Tolerance);
    });
  });

  describe.each(runs)(
    "$encoder × $modality × $objective × $optimizer on ONNX Runtime, in float32",
    (run) => {
      it(`goes where PyTorch goes in ${steps} steps`, async () => {
        const golden = goldenCase(readGolden(run.encoder), run, run.optimizer);
        const trained = await stepsOn(engine, goldenSpec(run, run.optimizer), seed, steps);
        expectSteps(trained, golden, run.optimizer, float32Tolerance);
      });
    },
  );
});

describe.skipIf(!loadAddon().loaded)(
  "whole steps on the addon's own operators (skipped where the addon is not built)",
  () => {
    let engine: Engine;
    beforeAll(async () => {
      engine = await ortNative.create({ provider: "cpu" });
    });
    afterAll(() => engine.close());

    it.each(models.filter(({ objective }) => objective === "all"))(
      `$encoder × $modality goes where PyTorch goes in ${steps} steps`,
      async (model) => {
        const golden = goldenCase(readGolden(model.encoder), model, "adamw");
        const trained = await stepsOn(engine, goldenSpec(model, "adamw"), seed, steps);
        expectSteps(trained, golden, "adamw", float32Tolerance);
      },
    );
  },
);

describe("the golden vectors", () => {
  it.each(encoders.names)(
    "of %s are of the settings in cases.json, and say their origin",
    (name) => {
      const { origin, settings } = readGolden(name);
      expect(origin.torch).toMatch(/^\d+\.\d+/);
      const { encoders: all, ...rest } = goldenCases;
      expect(settings).toEqual({ ...rest, encoder: { name, ...all[name] } });
    },
  );

  // An objective's own values are checked by hand in test/unit/objectives: with every encoder and
  // optimizer the two that are the default stand for all of them.
  it("cover every registered encoder and optimizer", () => {
    const kinds = { encoders, optimizers };
    for (const kind of ["encoders", "optimizers"] as const) {
      const known = Object.keys(goldenCases[kind]);
      const without = kinds[kind].names.filter((name) => !known.includes(name));
      expect(without, `no golden vectors for these ${kind}`).toEqual([]);
    }
  });
});
