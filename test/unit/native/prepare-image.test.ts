import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toFloat16Bits } from "../../../src/graph/raw-data.ts";
import { normalizeImage, type ImageChange } from "../../../src/native/normalize-image.ts";
import { prepareImage } from "../../../src/native/prepare-image.ts";
import { resizeImage } from "../../../src/native/resize-image.ts";
import { prepareImageTwin } from "../../../src/native/twins/prepare-image.ts";

const side = fc.integer({ min: 1, max: 14 });
const shift = fc.integer({ min: -16, max: 16 });
const tables = Float32Array.from({ length: 768 }, (_, i) => Math.sin(i) * 3);

describe("prepareImage", () => {
  it("gives the bits of resizing and then normalising, and of its twin, in float32 and float16", () => {
    const cases = fc.record({
      ...{ left: fc.nat(3), top: fc.nat(3), width: side, height: side },
      ...{ toWidth: side, toHeight: side, rows: shift, columns: shift },
      // Enough rows that their sums need 32 bits.
      tall: fc.constantFrom(0, 0, 300),
      order: fc.constantFrom<ImageChange["order"]>("planar", "interleaved"),
      pixelBytes: fc.constantFrom(3, 4),
    });
    fc.assert(
      fc.property(
        cases,
        ({ toWidth, toHeight, rows, columns, order, pixelBytes, tall, ...cut }) => {
          const box = { ...cut, height: cut.height + tall };
          const step = (box.left + box.width) * pixelBytes + 1;
          const data = Uint8Array.from(
            { length: step * (box.top + box.height) },
            (_, i) => (i * 2654435761) >>> 11,
          );
          const source = { data, step, pixelBytes, places: [2, 1, 0] as const };
          const to = { width: toWidth, height: toHeight };
          const change = { tables, shift: { rows, columns }, order };
          const expected = new Float32Array(toWidth * toHeight * 3 + 4).fill(7);
          normalizeImage(resizeImage(source, box, to), to, change, expected, 3);
          const ours = new Float32Array(expected.length).fill(7);
          prepareImage(source, box, to, change, ours, 3);
          expect(ours).toEqual(expected);
          const twins = new Float32Array(expected.length).fill(7);
          prepareImageTwin(source, box, to, change, twins, 3);
          expect(twins).toEqual(expected);
          const halves = new Uint16Array(expected.length).fill(toFloat16Bits(7));
          prepareImage(source, box, to, change, halves, 3);
          expect(halves).toEqual(Uint16Array.from(expected, toFloat16Bits));
        },
      ),
      { seed: 21, numRuns: 60 },
    );
  });

  it("refuses a box beyond the bytes and an output without room", () => {
    const source = { data: new Uint8Array(12), step: 6, pixelBytes: 3, places: [0, 1, 2] as const };
    const change: ImageChange = { tables, shift: { rows: 0, columns: 0 }, order: "planar" };
    const prepare = (height: number, room: number, offset = 0, table = tables) => {
      const box = { left: 0, top: 0, width: 2, height };
      const to = { width: 1, height: 1 };
      prepareImage(source, box, to, { ...change, tables: table }, new Float32Array(room), offset);
    };
    expect(() => {
      prepare(2, 3);
    }).not.toThrow();
    for (const [height, room, offset] of [
      [3, 3, 0],
      [2, 2, 0],
      [2, 3, 1],
      [2, 3, -1],
    ] as const) {
      expect(() => {
        prepare(height, room, offset);
      }).toThrow(/SHAPE_MISMATCH/);
    }
    expect(() => {
      prepare(2, 3, 0, tables.subarray(1));
    }).toThrow(/SHAPE_MISMATCH/);
  });
});
