import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadAddon } from "../../../src/native/addon.ts";
import { extractPoints, type PointLayout } from "../../../src/native/extract-points.ts";
import type { KernelCalls } from "../../../src/native/kernel-calls.ts";
import { normalizeImage, type ImageChange } from "../../../src/native/normalize-image.ts";
import { projectToRangeImage } from "../../../src/native/project-to-range-image.ts";
import { createRangeImage, type RangeImageSpec } from "../../../src/native/range-image.ts";
import { resizeImage } from "../../../src/native/resize-image.ts";
import { extractPointsTwin } from "../../../src/native/twins/extract-points.ts";
import { normalizeImageTwin } from "../../../src/native/twins/normalize-image.ts";
import { projectToRangeImageTwin } from "../../../src/native/twins/project-to-range-image.ts";
import { resizeImageTwin } from "../../../src/native/twins/resize-image.ts";
import { elementSizes, type ElementType } from "../../../src/messages/packed-points.ts";

const state = loadAddon();
const title = "the addon's kernels (skipped where no addon is built)";
/** The addon's own functions, past the checks of `src/native`. */
const calls = (): KernelCalls => {
  if (!state.loaded) throw new Error(state.reason);
  return state.addon.kernels;
};

/** Places where two arrays differ; quicker on large ones than a comparison that explains itself. */
function differing(a: Float32Array, b: Float32Array): readonly number[] {
  return [...a.keys()].filter((i) => !Object.is(a[i], b[i]));
}

const halfPi = Math.PI / 2;

describe.skipIf(!state.loaded)(title, () => {
  describe("projection", () => {
    const specs = fc
      .record({
        rows: fc.integer({ min: 1, max: 70 }),
        columns: fc.integer({ min: 1, max: 2100 }),
        fovUpRad: fc.double({ min: -0.5, max: halfPi, noNaN: true }),
        view: fc.double({ min: 1e-3, max: 1.5, noNaN: true }),
        minRangeM: fc.double({ min: 0, max: 5, noNaN: true }),
        maxRangeM: fc.double({ min: 6, max: 200, noNaN: true }),
      })
      .map(({ view, ...spec }): RangeImageSpec => {
        return { ...spec, fovDownRad: Math.max(-halfPi, spec.fovUpRad - view) };
      })
      .chain((spec) =>
        fc
          .record({
            steps: fc.option(
              fc.array(fc.double({ min: 1e-3, max: 0.05, noNaN: true }), {
                minLength: spec.rows + 1,
                maxLength: spec.rows + 1,
              }),
            ),
            ringOrder: fc.constantFrom(
              "highest-first" as const,
              "lowest-first" as const,
              undefined,
            ),
          })
          .map(({ steps, ringOrder }): RangeImageSpec => {
            if (steps === null) return { ...spec, ringOrder };
            let edge = 0.6;
            const rowEdgesRad = Float64Array.from(steps, (step) => Math.max(-3, (edge -= step)));
            return { ...spec, rowEdgesRad, ringOrder };
          }),
      );
    const coordinate = fc.oneof(
      { weight: 4, arbitrary: fc.float({ min: -100, max: 100 }) },
      // Whole numbers lie on the edges of pixels again and again.
      { weight: 4, arbitrary: fc.integer({ min: -4, max: 4 }) },
      { weight: 1, arbitrary: fc.float() },
      {
        weight: 1,
        arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 1e-45, -1e-45, 1e-30, 3.4e38),
      },
    );
    const scans = fc.array(fc.tuple(coordinate, coordinate, coordinate, coordinate), {
      maxLength: 600,
    });

    function expectSame(points: Float32Array, spec: RangeImageSpec, rings?: Uint16Array): void {
      const ours = createRangeImage(spec);
      const twins = createRangeImage(spec);
      const counts = projectToRangeImage(points, spec, ours, rings);
      expect(counts).toEqual(projectToRangeImageTwin(points, spec, twins, rings));
      expect(differing(ours.range, twins.range)).toEqual([]);
      expect(differing(ours.intensity, twins.intensity)).toEqual([]);
    }

    it("gives the twin's bits for any scan and view", () => {
      fc.assert(
        fc.property(scans, specs, fc.boolean(), (points, spec, hasRings) => {
          const rings = Uint16Array.from(points, (_, i) => (i * 7) % (spec.rows + 2));
          expectSame(Float32Array.from(points.flat()), spec, hasRings ? rings : undefined);
        }),
        { seed: 11, numRuns: 300 },
      );
    });

    it("gives the twin's bits for points on and beside the edges of pixels", () => {
      const spec = {
        rows: 32,
        columns: 512,
        fovUpRad: 0.4,
        fovDownRad: -0.4,
        minRangeM: 0,
        maxRangeM: 100,
      };
      const points: number[] = [];
      for (let column = 0; column < 512; column++) {
        const yaw = Math.PI - (column * 2 * Math.PI) / 512;
        for (let row = 0; row <= 32; row++) {
          const pitch = 0.4 - (row * 0.8) / 32;
          const distance = 5 + ((column * 7 + row * 13) % 50);
          const flat = distance * Math.cos(pitch);
          points.push(flat * Math.cos(yaw), flat * Math.sin(yaw), distance * Math.sin(pitch), row);
        }
      }
      expectSame(Float32Array.from(points), spec);
      const rowEdgesRad = Float64Array.from({ length: 33 }, (_, row) => 0.4 - (row * 0.8) / 32);
      expectSame(Float32Array.from(points), { ...spec, rowEdgesRad });
    });

    it("refuses a view or an image that the kernel could write past", () => {
      const image = new Float32Array(8);
      const none = new Float64Array(0);
      const project =
        (
          ...[rows, columns, up, down, room = 33, edges = none, rings = new Uint16Array(0)]: [
            rows: number,
            columns: number,
            up: number,
            down: number,
            room?: number,
            edges?: Float64Array,
            rings?: Uint16Array,
          ]
        ) =>
        () =>
          calls().projectToRangeImage(
            new Float32Array(4),
            ...([rows, columns, up, down, 0, 9, image, image, new BigUint64Array(room)] as const),
            ...([edges, rings, false] as const),
          );
      expect(project(2, 4, 0.1, -0.1)).not.toThrow();
      for (const wrong of [
        project(2, 5, 0.1, -0.1),
        project(-2, -4, 0.1, -0.1),
        project(2.5, 3.2, 0.1, -0.1),
        project(2, 4, NaN, -0.1),
        project(2, 4, 0.1, 0.1),
        project(2, 4, 0.1, -0.1, 32),
        project(2, 4, 0.1, -0.1, 33, Float64Array.of(0.1, -0.1)),
        project(2, 4, 0.1, -0.1, 33, Float64Array.of(-0.1, 0, 0.1)),
        project(2, 4, 0.1, -0.1, 33, none, new Uint16Array(2)),
      ]) {
        expect(wrong).toThrow(TypeError);
      }
    });
  });

  describe("field extraction", () => {
    const types = Object.keys(elementSizes) as ElementType[];
    const layouts = fc
      .record({
        width: fc.nat(20),
        height: fc.nat(4),
        slack: fc.nat(9),
        rowSlack: fc.nat(9),
        isBigEndian: fc.boolean(),
        types: fc.oneof(
          fc.array(fc.constantFrom(...types), { minLength: 3, maxLength: 4 }),
          fc.constantFrom<ElementType[]>(
            ["float32", "float32", "float32"],
            ["float32", "float32", "float32", "float32"],
          ),
        ),
        lead: fc.nat(5),
      })
      .map(({ slack, rowSlack, types: fieldTypes, lead, ...rest }): PointLayout => {
        let offset = lead;
        const fields = fieldTypes.map((type) => {
          const field = { offset, type };
          offset += elementSizes[type];
          return field;
        });
        const pointStep = offset + slack;
        return { ...rest, fields, pointStep, rowStep: rest.width * pointStep + rowSlack };
      });

    it("gives the twin's numbers for any layout and any bytes", () => {
      fc.assert(
        fc.property(layouts, fc.integer(), (layout, seed) => {
          // One byte off, so that nothing is aligned.
          const size = layout.height * layout.rowStep;
          const data = new Uint8Array(size + 1).map((_, i) => (i * 2654435761 + seed) >>> 13);
          const ours = new Float32Array(layout.width * layout.height * 4).fill(7);
          const twins = ours.slice();
          extractPoints(data.subarray(1), layout, ours);
          extractPointsTwin(data.subarray(1), layout, twins);
          expect(ours).toEqual(twins);
        }),
        { seed: 12, numRuns: 500 },
      );
    });

    it("keeps NaN and infinities, and overflows a float64 to infinity", () => {
      const numbers = [NaN, Infinity, -Infinity, 1e300];
      const fields = [0, 8, 16, 24].map((offset) => ({ offset, type: "float64" as const }));
      const layout = {
        width: 1,
        height: 1,
        pointStep: 32,
        rowStep: 32,
        isBigEndian: false,
        fields,
      };
      const points = new Float32Array(4);
      extractPoints(new Uint8Array(Float64Array.from(numbers).buffer), layout, points);
      expect([...points]).toEqual([NaN, Infinity, -Infinity, Infinity]);
    });

    it("refuses fields and rows beyond the bytes", () => {
      const fields = Uint32Array.of(0, 6, 4, 6, 8, 6);
      const extract =
        (data: number, width: number, height: number, step: number, row: number) => () => {
          calls().extractPoints(
            new Uint8Array(data),
            ...([width, height, step, row, false, fields, new Float32Array(8)] as const),
          );
        };
      expect(extract(24, 2, 1, 12, 24)).not.toThrow();
      for (const wrong of [
        extract(23, 2, 1, 12, 24),
        extract(24, 2, 1, 11, 24),
        extract(24, 1, 2, 12, 13),
        extract(24, 3, 1, 12, 24),
        extract(24, 2, 1, 2 ** 40, 24),
        extract(24, -2, -1, 12, 24),
      ]) {
        expect(wrong).toThrow(TypeError);
      }
    });
  });

  describe("resizing", () => {
    const side = fc.integer({ min: 1, max: 70 });

    it("gives the twin's bytes for any box, size and layout of a pixel", () => {
      const cases = fc.record({
        box: fc.record({ left: fc.nat(9), top: fc.nat(9), width: side, height: side }),
        to: fc.record({ width: side, height: side }),
        pixelBytes: fc.integer({ min: 1, max: 4 }),
        places: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
        slack: fc.nat(9),
        seed: fc.integer(),
        // 255 units of 255 are the most that 16 bits hold.
        tall: fc.constantFrom(0, 180, 190, 255, 257, 400),
      });
      fc.assert(
        fc.property(cases, ({ box: small, to, pixelBytes, places, slack, seed, tall }) => {
          const box = { ...small, height: small.height + tall };
          const step = (box.left + box.width) * pixelBytes + slack;
          const data = new Uint8Array(step * (box.top + box.height)).map((_, i) =>
            seed % 3 === 0 ? 255 : (i * 2654435761 + seed) >>> 11,
          );
          const [r, g, b] = places.map((place) => place % pixelBytes);
          const source = { data, step, pixelBytes, places: [r!, g!, b!] as const };
          const twins = new Uint8Array(to.width * to.height * 3);
          resizeImageTwin(source, box, to, twins);
          expect(resizeImage(source, box, to)).toEqual(twins);
        }),
        { seed: 13, numRuns: 300 },
      );
    });

    it("refuses a box beyond the bytes", () => {
      const resize =
        (step: number, left: number, top: number, width: number, height: number) => () => {
          calls().resizeImage(
            new Uint8Array(24),
            ...([step, 3, 0, 1, 2, left, top, width, height, 1, 1] as const),
            new Uint8Array(3),
          );
        };
      expect(resize(12, 0, 0, 4, 2)).not.toThrow();
      for (const wrong of [
        resize(12, 1, 0, 4, 2),
        resize(12, 0, 1, 4, 2),
        resize(11, 0, 0, 4, 2),
        resize(12, 0, 0, 4, 0),
        resize(12, 0, 0, 9000, 1),
        resize(-12, 0, 0, 4, 2),
      ]) {
        expect(wrong).toThrow(TypeError);
      }
    });
  });

  describe("normalisation", () => {
    it("gives the twin's bits for any shift, table and order", () => {
      const cases = fc.record({
        height: fc.integer({ min: 1, max: 12 }),
        width: fc.integer({ min: 1, max: 12 }),
        rows: fc.integer({ min: -20, max: 20 }),
        columns: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constantFrom(-(2 ** 40), 2 ** 40)),
        order: fc.constantFrom<ImageChange["order"]>("planar", "interleaved"),
        seed: fc.integer(),
      });
      fc.assert(
        fc.property(cases, ({ height, width, rows, columns, order, seed }) => {
          const pixels = new Uint8Array(height * width * 3).map((_, i) => (i * 89 + seed) >>> 1);
          const tables = Float32Array.from({ length: 768 }, (_, i) => Math.sin(i + seed));
          const change = { tables, shift: { rows, columns }, order };
          const ours = new Float32Array(pixels.length + 5).fill(NaN);
          const twins = ours.slice();
          normalizeImage(pixels, { height, width }, change, ours, 3);
          normalizeImageTwin(pixels, { height, width }, change, twins, 3);
          expect(ours).toEqual(twins);
        }),
        { seed: 14, numRuns: 400 },
      );
    });

    it("refuses an output without room", () => {
      const normalize = (offset: number, tables: number) => () => {
        calls().normalizeImage(
          new Uint8Array(12),
          ...([2, 2, new Float32Array(tables), 0, 0, false, new Float32Array(13), offset] as const),
        );
      };
      expect(normalize(1, 768)).not.toThrow();
      expect(normalize(2, 768)).toThrow(TypeError);
      expect(normalize(-1, 768)).toThrow(TypeError);
      expect(normalize(1, 767)).toThrow(TypeError);
    });
  });

  it("refuses outputs, scratches and poses that a kernel could go past", () => {
    const four = new Float32Array(4);
    const eight = new Float32Array(8);
    const two = new Uint32Array(2);
    const thin = (keys: number, places: number, sums: number, counts: number) => () =>
      calls().thinPoints(
        ...([eight, 1, new BigUint64Array(keys), new Uint32Array(places)] as const),
        ...([new Float64Array(sums), new Uint32Array(counts), new Float32Array(8)] as const),
      );
    expect(thin(8, 8, 8, 2)).not.toThrow();
    const box = [0, 1, 0, 1, 0, 1] as const;
    const wide = { pixels: new Uint8Array(12), tables: new Float32Array(768) };
    const refused: (() => unknown)[] = [
      thin(7, 8, 8, 2),
      thin(8, 7, 8, 2),
      thin(8, 8, 7, 2),
      thin(8, 8, 8, 1),
      () => calls().projectToGround(four, 1, 2, ...box, eight.subarray(6), eight, two),
      () => calls().projectToGround(four, 1, 2, ...[1, 0, 0, 1, 0, 1], four, four, two),
      () => {
        calls().transformPoints(four, new Float64Array(11), four);
      },
      () => {
        calls().transformPoints(eight, new Float64Array(12), four);
      },
      () => {
        calls().deskewPoints(eight, four.subarray(2), 0, 1, new Float64Array(12), eight);
      },
      () => {
        calls().deskewPoints(eight, four, 0, 1, new Float64Array(24), eight);
      },
      () => {
        calls().prepareImage(
          ...([wide.pixels, 6, 3, 0, 1, 2, 0, 0, 2, 2, 9000, 1] as const),
          ...([wide.tables, 0, 0, true, new Float32Array(27000), 0] as const),
        );
      },
      () => {
        calls().prepareImage(
          ...([wide.pixels, 6, 3, 0, 1, 2, 0, 0, 2, 2, 2, 2] as const),
          ...([wide.tables, 0, 0, true, new Uint16Array(12), 0] as const),
        );
      },
    ];
    for (const call of refused) expect(call).toThrow(TypeError);
  });

  it("refuses arrays of another type, and none at all", () => {
    const refused = [
      (): unknown => Reflect.apply(calls().resizeImage, undefined, []),
      (): unknown => Reflect.apply(calls().extractPoints, undefined, [new Float32Array(4)]),
      (): unknown => Reflect.apply(calls().projectToRangeImage, undefined, [new Uint8Array(4)]),
    ];
    for (const call of refused) expect(call).toThrow(TypeError);
  });
});
