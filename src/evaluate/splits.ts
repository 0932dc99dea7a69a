import { fail } from "../core/errors.ts";

/** A part of a recording, as fractions of its frames in time order; 0 ≤ from < to ≤ 1. */
export interface Split {
  readonly from: number;
  readonly to: number;
}

/** Frames `start` (included) to `end` (not included), in time order. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

const number = "\\d*\\.?\\d+(?:[eE][-+]?\\d+)?";
const pattern = new RegExp(`^(${number}):(${number})$`);

/**
 * Reads `a:b`, e.g. `0:0.7` for the first 70 % of the frames.
 *
 * @param name the option it came from, for the message: `--split`
 * @throws AppError OPTION_INVALID when it is not two fractions of [0, 1] with a < b
 */
export function parseSplit(name: string, text: string): Split {
  const match = pattern.exec(text.trim());
  const from = Number(match?.[1]);
  const to = Number(match?.[2]);
  if (!match || !(from < to && to <= 1)) {
    fail("OPTION_INVALID", name, "a range a:b with 0 ≤ a < b ≤ 1, such as 0:0.7,", text);
  }
  return { from, to };
}

/**
 * The frames of a split. Ranges that share a bound share no frame and leave none out: 0:0.7 ends
 * where 0.7:1 begins.
 *
 * @throws AppError OPTION_INVALID when the split holds no frame
 */
export function frameRange(name: string, split: Split, frameCount: number): FrameRange {
  const start = Math.round(split.from * frameCount);
  const end = Math.round(split.to * frameCount);
  if (start >= end) {
    const text = `${split.from}:${split.to}`;
    fail("OPTION_INVALID", name, `a range that holds at least one of ${frameCount} frames`, text);
  }
  return { start, end };
}

/**
 * The rows to fit on and the rows to test on. Frames to fit that lie within `guardS` of the test
 * range are left out (default 0: the ranges mean exactly what they say).
 *
 * Shapes: stampsNs [n], ascending.
 *
 * @throws AppError OPTION_INVALID when a range is empty or the two overlap
 */
export function fitAndTestRows(options: {
  readonly fit: Split;
  readonly test: Split;
  readonly stampsNs: BigInt64Array;
  readonly guardS?: number;
}): { readonly fit: readonly number[]; readonly test: readonly number[] } {
  const { stampsNs, guardS = 0 } = options;
  const fit = frameRange("--fit", options.fit, stampsNs.length);
  const test = frameRange("--split", options.test, stampsNs.length);
  if (fit.start < test.end && test.start < fit.end) {
    fail(
      "OPTION_INVALID",
      "--fit",
      `a range that shares no frame with --split ${options.test.from}:${options.test.to} ` +
        `(a probe tested on what it was fitted on proves nothing)`,
      `${options.fit.from}:${options.fit.to}`,
    );
  }
  const guardNs = BigInt(Math.round(guardS * 1e9));
  const forbiddenFrom = stampsNs[test.start]! - guardNs;
  const forbiddenTo = stampsNs[test.end - 1]! + guardNs;
  const isClear = (row: number): boolean =>
    guardNs === 0n || stampsNs[row]! < forbiddenFrom || stampsNs[row]! > forbiddenTo;
  return { fit: rowsOf(fit).filter(isClear), test: rowsOf(test) };
}

function rowsOf({ start, end }: FrameRange): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
