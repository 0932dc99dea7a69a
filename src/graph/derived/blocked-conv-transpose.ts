import { constant } from "../leaves.ts";
import { concat } from "../ops/concat.ts";
import { matMul } from "../ops/mat-mul.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import type { Shape, Value } from "../value.ts";
import type { Window } from "../window.ts";
import { blockedConv, blockFilters, fromBlocks, toBlocks, wholeBlocks } from "./blocked.ts";

/** Every stride-th element of one axis of the result: element t reads x at t + first + i with tap i. */
interface Phase {
  readonly taps: readonly number[];
  readonly pads: readonly [begin: number, end: number];
}

/**
 * A transposed convolution as blocked ones at stride 1: one for every phase of the result, with the
 * taps that meet it, then put between one another (sub-pixel convolution).
 *
 * One convolution of all phases with zeros for the missing taps multiplies 16 times where 9 do, at
 * 3×3 and stride 2, and took longer (docs/results/convolution.md).
 *
 * Shapes: x [N, M, P, Q], w [M, C, kH, kW]; returns `shape` [N, C, H, W]. Undefined where the window
 * has gaps, x would have to be cut, or the kernel is shorter than the stride.
 * @see Shi et al. 2016, arXiv:1609.05158, §3.1
 */
export function blockedConvTranspose(options: {
  readonly x: Value;
  readonly w: Value;
  readonly window: Window;
  readonly shape: Shape;
  readonly block: number;
}): Value | undefined {
  const { x, w, window, shape, block } = options;
  const isShort = window.strides.some((stride, axis) => (w.shape[axis + 2] ?? 1) < stride);
  if (isShort || window.dilations.some((n) => n !== 1)) return undefined;
  const [batch = 1, channels = 1, ...plane] = shape;
  const [strideRows = 1, strideColumns = 1] = window.strides;
  const places = plane.map((size, axis) => Math.ceil(size / (window.strides[axis] ?? 1)));
  const [rows = [], columns = []] = plane.map((_, axis) =>
    phasesOf({
      kernel: w.shape[axis + 2] ?? 1,
      stride: window.strides[axis] ?? 1,
      before: window.pads[axis] ?? 0,
      beyond: (places[axis] ?? 1) - (x.shape[axis + 2] ?? 1),
    }),
  );
  if ([...rows, ...columns].some(({ pads }) => pads.some((n) => n < 0))) return undefined;

  const [height = 1, width = 1] = places;
  const whole = wholeBlocks(channels, block);
  const part = [(batch * whole) / block, height, 1, width, 1, block];
  const blocks = toBlocks(x, block);
  const partOf = (row: Phase, column: Phase): Value => {
    const filters = blockFilters(chosen(w, row.taps, column.taps), { block, isInputBlocked: true });
    const pads = [row.pads[0], column.pads[0], row.pads[1], column.pads[1]];
    return reshape(
      blockedConv(blocks, filters, { strides: [1, 1], dilations: [1, 1], pads }),
      part,
    );
  };
  const lines = rows.map((row) =>
    concat(
      columns.map((column) => partOf(row, column)),
      4,
    ),
  );
  const all = [height * strideRows, width * strideColumns];
  const y = fromBlocks(reshape(concat(lines, 2), [batch, whole, ...all]), channels);
  const isWhole = all.every((size, axis) => size === plane[axis]);
  return isWhole ? y : slice(y, { axes: [2, 3], starts: [0, 0], ends: plane });
}

/** Tap u adds x at p to element stride·p + u − before; `beyond` more are wanted of a phase than x has. */
function phasesOf(options: {
  readonly kernel: number;
  readonly stride: number;
  readonly before: number;
  readonly beyond: number;
}): readonly Phase[] {
  const { kernel, stride, before, beyond } = options;
  return Array.from({ length: stride }, (_, phase) => {
    // The later the tap, the earlier the element of x that it meets.
    const taps = Array.from({ length: kernel }, (_, i) => kernel - 1 - i).filter(
      (tap) => (phase + before - tap) % stride === 0,
    );
    const [first = 0, last = 0] = [taps[0], taps.at(-1)].map(
      (tap = 0) => (phase + before - tap) / stride,
    );
    return { taps, pads: [-first, beyond + last] };
  });
}

/**
 * w [M, C, kH, kW] → [C, M, rows, columns], these taps alone. A product with a small selection:
 * Gather copies element by element.
 */
function chosen(w: Value, rows: readonly number[], columns: readonly number[]): Value {
  const [inputs = 1, outputs = 1, height = 1, width = 1] = w.shape;
  const taps = rows.flatMap((row) => columns.map((column) => row * width + column));
  const size = height * width;
  const isAll = taps.length === size && taps.every((tap, i) => tap === i);
  const selection = Array.from({ length: size * taps.length }, (_, i) =>
    taps[i % taps.length] === Math.floor(i / taps.length) ? 1 : 0,
  );
  const shape = [inputs, outputs, rows.length, columns.length];
  const found = isAll
    ? w
    : reshape(
        matMul(
          reshape(w, [inputs * outputs, size]),
          constant([size, taps.length], selection, w.dtype),
        ),
        shape,
      );
  return transpose(found, [1, 0, 2, 3]);
}
