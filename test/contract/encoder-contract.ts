import { describe, expect, it } from "vitest";
import { randomFor } from "../../src/core/random.ts";
import { sumAll } from "../../src/graph/derived/sum-all.ts";
import { defineGraph } from "../../src/graph/graph.ts";
import { constant, input } from "../../src/graph/leaves.ts";
import { mul } from "../../src/graph/ops/mul.ts";
import { createParameters } from "../../src/graph/parameters.ts";
import { toOnnx } from "../../src/graph/serialise.ts";
import type { Value } from "../../src/graph/value.ts";
import { verifyGraph } from "../../src/graph/verify.ts";
import type { Encoder, EncoderView } from "../../src/nn/encoders/encoder.ts";
import { expectAllClose } from "../support/all-close.ts";
import { expectDirectionalGradients } from "../support/directional-check.ts";
import { evaluate } from "../support/evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf } from "../support/feeds.ts";

/** Options that make an encoder small enough for float64, and what is known of it then. */
export interface EncoderExample {
  readonly options: Readonly<Record<string, unknown>>;
  readonly channels: number;
  /** Image size [height, width] → map size [rows, columns]. */
  readonly sizes: readonly {
    readonly image: readonly [number, number];
    readonly map: readonly [number, number];
  }[];
  /** Image sizes that its stages cannot divide. */
  readonly refused: readonly (readonly [number, number])[];
  readonly badOptions: readonly Readonly<Record<string, unknown>>[];
  /** An encoder of convolutions: a full turn of columns may be cut open anywhere. */
  readonly isConvolutional: boolean;
}

const seed = 17;
/** Standard deviations of an image as it comes in are about 1 (model-input.ts). */
const imageOf = (batch: number, [height, width]: readonly [number, number]): Value =>
  input("x", "float32", [batch, height, width, 3]);

/** What every encoder promises. */
export function describeEncoder(encoder: Encoder, example: EncoderExample): void {
  const build = (batch: number, size: readonly [number, number], view?: EncoderView) => {
    const scope = createParameters();
    const x = imageOf(batch, size);
    const map = encoder.build(x, example.options, scope, view);
    return { scope, x, map };
  };
  const smallest = example.sizes[0]!.image;

  describe(`encoder ${encoder.name}`, () => {
    it.each(example.sizes)("gives an image of $image a map of $map", ({ image, map }) => {
      expect(build(2, image).map.shape).toEqual([2, ...map, example.channels]);
    });

    it("accepts its own defaults, with an even number of channels for place and motion", () => {
      const x = imageOf(1, [64, 192]);
      const map = encoder.build(x, {}, createParameters());
      expect(map.shape).toHaveLength(4);
      expect(map.shape[3]! % 2).toBe(0);
    });

    for (const size of example.refused) {
      it(`refuses an image of ${size.join("×")}, which its stages cannot divide`, () => {
        expect(() => build(1, size)).toThrow(/SHAPE_MISMATCH/);
      });
    }

    it.each(example.badOptions.map((options) => [JSON.stringify(options), options] as const))(
      "refuses the options %s",
      (_, options) => {
        expect(encoder.options.safeParse(options).success).toBe(false);
        expect(() => encoder.build(imageOf(1, smallest), options, createParameters())).toThrow();
      },
    );

    it("refuses an option it does not know", () => {
      expect(encoder.options.safeParse({ ...example.options, unknown: 1 }).success).toBe(false);
    });

    it("uses the same parameters when it is applied to a second frame", () => {
      const scope = createParameters();
      encoder.build(imageOf(1, smallest), example.options, scope);
      const once = scope.all();
      const second = input("second", "float32", [1, ...smallest, 3]);
      encoder.build(second, example.options, scope);
      expect(scope.all()).toEqual(once);
      expect(new Set(once.map((p) => p.name)).size).toBe(once.length);
    });

    it("keeps its parameters under the scope it is given", () => {
      const scope = createParameters();
      encoder.build(imageOf(1, smallest), example.options, scope.child("camera"));
      expect(scope.all().every((p) => p.name.startsWith("camera/"))).toBe(true);
    });

    it("decays what multiplies, never a bias, a scale or a shift", () => {
      for (const { name, isDecayed } of build(1, smallest).scope.all()) {
        expect([name, isDecayed]).toEqual([name, !/(bias|scale|shift)$/.test(name)]);
      }
    });

    it("is one graph of ai.onnx operators, the same bytes each time", () => {
      const bytes = [0, 1].map(() => {
        const { scope, x, map } = build(2, smallest);
        const inputs = [...scope.all().map((p) => p.value), x];
        const graph = defineGraph({ name: "encoder", inputs, outputs: { map } });
        verifyGraph(graph);
        expect(graph.nodes.filter((node) => node.domain !== "")).toEqual([]);
        return toOnnx(graph);
      });
      expect(bytes[0]).toEqual(bytes[1]);
    });

    it("answers with values of order one when its weights are fresh", () => {
      const { scope, map } = build(4, smallest);
      const feeds = parameterFeeds(scope.all(), { seed });
      feeds.set("x", normalTensor([4, ...smallest, 3], randomFor(seed, "image")));
      const { data } = evaluate([map], feeds)[0]!;
      const rms = Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
      expect(rms).toBeGreaterThan(0.2);
      expect(rms).toBeLessThan(5);
    });

    it("answers an image alike whatever else is in the batch", () => {
      const { scope, map } = build(2, smallest);
      const feeds = parameterFeeds(scope.all(), { seed, spread: 0.1 });
      const images = normalTensor([2, ...smallest, 3], randomFor(seed, "image"));
      const firstMap = (batch: Float64Array): Float64Array => {
        const found = evaluate([map], new Map(feeds).set("x", tensorOf(images.shape, batch)))[0]!;
        return found.data.slice(0, found.data.length / 2);
      };
      const changed = images.data.map((v, i) => (i < images.data.length / 2 ? v : 5 - 3 * v));
      expect(firstMap(changed)).toEqual(firstMap(images.data));
    });

    if (example.isConvolutional) {
      it("rolls its map with the columns of a full turn", () => {
        const [image, columns] = [example.sizes[1]!.image, example.sizes[1]!.map[1]];
        const cell = image[1] / columns;
        const shape = [1, ...image, 3];
        const pixels = normalTensor(shape, randomFor(seed, "image"));
        const maps = [true, false].map((wrapsColumns) => {
          const { scope, map } = build(1, image, { wrapsColumns });
          const feeds = parameterFeeds(scope.all(), { seed, spread: 0.1 });
          const mapOf = (data: Float64Array): Float64Array =>
            evaluate([map], new Map(feeds).set("x", tensorOf(shape, data)))[0]!.data;
          const turned = mapOf(rolled(pixels.data, { columns: image[1], channels: 3, by: cell }));
          const along = { columns, channels: example.channels, by: 1 };
          return { turned, expected: rolled(mapOf(pixels.data), along) };
        });
        expectAllClose(maps[0]!.turned, maps[0]!.expected, 1e-9);
        // A flat picture has a left and a right end, which the map feels.
        expect(() => {
          expectAllClose(maps[1]!.turned, maps[1]!.expected, 1e-3);
        }).toThrow();
      });
    }

    it.each([false, true])("has the gradient of its map, columns wrapped: %s", (wrapsColumns) => {
      const { scope, x, map } = build(2, smallest, { wrapsColumns });
      const feeds = parameterFeeds(scope.all(), { seed, spread: 0.1 });
      feeds.set("x", normalTensor(x.shape, randomFor(seed, "image")));
      const weights = normalTensor(map.shape, randomFor(seed, "weights"));
      const loss = sumAll(mul(map, constant(map.shape, weights.data)));
      const inputs = [...scope.all().map((p) => p.value), x];
      expectDirectionalGradients({ loss, inputs, feeds, seed });
    });
  });
}

/** Rows of `columns`×`channels` numbers, each turned right by `by` columns. */
function rolled(
  data: Float64Array,
  row: { readonly columns: number; readonly channels: number; readonly by: number },
): Float64Array {
  const length = row.columns * row.channels;
  const shift = row.by * row.channels;
  return data.map((_, i) => {
    const start = i - (i % length);
    return data[start + ((i - start - shift + length) % length)]!;
  });
}
