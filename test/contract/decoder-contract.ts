import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded, DecodeLimits, Decoder } from "../../src/decode/decoder.ts";
import type { Frame } from "../../src/frames/frame.ts";

/** A whole payload of one encoding, and what is known of it. */
export interface DecoderExample {
  readonly bytes: Uint8Array;
  /** Checks the frame that `bytes` decodes to. */
  readonly expectFrame: (frame: Frame) => void;
  /** Whether a cut to `length` bytes can be told from a whole payload. */
  readonly isVisibleCut: (length: number) => boolean;
  /** A small payload that announces more pixels or points than the limits allow. */
  readonly bomb: Uint8Array;
}

const header = { sensor: "roof", stampNs: 12_345_678_901n, arrivalMs: 6.5, sequence: 42 };
const limits: DecodeLimits = { maxPixels: 1_000_000, maxPoints: 100_000 };

/** What every decoder promises about every payload, good, bad and hostile. */
export function describeDecoder(
  decoder: Decoder,
  makeExample: () => Promise<DecoderExample>,
): void {
  describe(`decoder ${decoder.name}`, () => {
    it("decodes a whole payload into a frame stamped by the header", async () => {
      const { bytes, expectFrame } = await makeExample();
      const frame = frameOf(await decoder.decode(bytes, header, limits));
      expect(frame).toMatchObject({ kind: decoder.modality, ...header });
      expectFrame(frame);
    });

    it("borrows the payload: changes nothing in it and keeps none of it", async () => {
      const { bytes, expectFrame } = await makeExample();
      const own = Uint8Array.from(bytes);
      const frame = frameOf(await decoder.decode(own, header, limits));
      expect(own).toEqual(Uint8Array.from(bytes));
      own.fill(0);
      expectFrame(frame);
    });

    it("reads a payload that starts at an odd address of a larger buffer", async () => {
      const { bytes, expectFrame } = await makeExample();
      const larger = new Uint8Array(bytes.length + 7).fill(0xee);
      larger.set(bytes, 3);
      const view = larger.subarray(3, 3 + bytes.length);
      expectFrame(frameOf(await decoder.decode(view, header, limits)));
    });

    it("refuses every cut that can be seen", async () => {
      const { bytes, isVisibleCut } = await makeExample();
      for (let length = 0; length < bytes.length; length++) {
        const decoded = await decoder.decode(bytes.subarray(0, length), header, limits);
        expectSound(decoded);
        if (isVisibleCut(length)) expect([length, decoded.ok]).toEqual([length, false]);
      }
    });

    it("refuses more than the limits allow before it takes memory for it", async () => {
      const { bomb } = await makeExample();
      const before = process.memoryUsage().arrayBuffers;
      const decoded = await decoder.decode(bomb, header, limits);
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8e6);
      expect(decoded.ok ? "decoded" : decoded.reason).toMatch(/-too-large$/);
    });

    it("answers random bytes with a value", async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
          expectSound(await decoder.decode(bytes, header, limits));
        }),
        { seed: 11, numRuns: 200 },
      );
    });

    it("answers a payload with changed bytes with a value", async () => {
      const { bytes } = await makeExample();
      const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, value] of changes) changed[at] = value;
          expectSound(await decoder.decode(changed, header, limits));
        }),
        { seed: 12, numRuns: 300 },
      );
    });
  });
}

function frameOf(decoded: Decoded): Frame {
  if (!decoded.ok) throw new Error(`${decoded.reason}: ${decoded.detail}`);
  return decoded.frame;
}

/** Either a frame that keeps its own promises and the limits, or a reason and a detail. */
function expectSound(decoded: Decoded): void {
  if (!decoded.ok) {
    expect(decoded.reason).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)+$/);
    expect(decoded.detail.length).toBeGreaterThan(3);
  } else if (decoded.frame.kind === "camera") {
    const { width, height, rgb } = decoded.frame;
    expect(width * height).toBeLessThanOrEqual(limits.maxPixels);
    expect(rgb.length).toBe(width * height * 3);
  } else {
    expect(decoded.frame.points.length % 4).toBe(0);
    expect(decoded.frame.points.length).toBeLessThanOrEqual(limits.maxPoints * 4);
  }
}
