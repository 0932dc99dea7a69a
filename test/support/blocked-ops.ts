import { referenceOps, type Tensor } from "./reference-ops.ts";

/** The block of the machine that the reference is: a real one, and the smallest. */
export const referenceBlock = 8;

type Kernel = (typeof referenceOps)[string];

/** Where element (n, c, place) of a blocked tensor lies. */
function positionOf(n: number, c: number, place: number, channels: number, places: number): number {
  const b = referenceBlock;
  return ((n * (channels / b) + Math.floor(c / b)) * places + place) * b + (c % b);
}

/** The first `kept` channels in their plain order, from a tensor of `channels` in blocks. */
export function unblocked({ shape, data }: Tensor, kept: number): Tensor {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  const places = height * width;
  const plain = new Float64Array(batch * kept * places);
  for (let i = 0; i < plain.length; i++) {
    const [n, c] = [Math.floor(i / (kept * places)), Math.floor(i / places) % kept];
    plain[i] = data[positionOf(n, c, i % places, channels, places)]!;
  }
  return { shape: [batch, kept, height, width], data: plain };
}

/** The same in blocks, zeros in what `whole` has more of channels. */
export function blocked({ shape, data }: Tensor, whole: number): Float64Array {
  const [batch = 1, channels = 1, height = 1, width = 1] = shape;
  const places = height * width;
  const found = new Float64Array(batch * whole * places);
  data.forEach((value, i) => {
    const [n, c] = [Math.floor(i / (channels * places)), Math.floor(i / places) % channels];
    found[positionOf(n, c, i % places, whole, places)] = value;
  });
  return found;
}

/** [M/b, C/b, kH, kW, b, b], or [M/b, C, kH, kW, b] → [M, C, kH, kW]. */
function plainFilters({ shape, data }: Tensor, isInputBlocked: boolean): Tensor {
  const b = referenceBlock;
  const [outputs = 1, inputs = 1, height = 1, width = 1] = shape;
  const size = height * width;
  const inner = isInputBlocked ? b : 1;
  const plain = data.map((_, i) => {
    const [m, c, k] = [Math.floor(i / (inputs * size)), Math.floor(i / size) % inputs, i % size];
    const group = Math.floor(m / b) * (inputs / inner) + Math.floor(c / inner);
    return data[((group * size + k) * inner + (c % inner)) * b + (m % b)]!;
  });
  expectWhole(outputs);
  return { shape, data: plain };
}

function expectWhole(channels: number): void {
  if (channels % referenceBlock !== 0) throw new Error(`${channels} channels are no whole blocks`);
}

/**
 * ONNX Runtime's blocked operators after their definition, for a machine with `referenceBlock`: what a
 * blocked tensor holds is checked element by element, and never its plain shape alone.
 */
export const blockedOps: Readonly<Record<string, Kernel>> = {
  Conv: ([x, w], node) => {
    const channels = x!.shape[1]!;
    const isInputBlocked = channels >= referenceBlock;
    if (isInputBlocked) expectWhole(channels);
    const filters = plainFilters(w!, isInputBlocked);
    const plain = isInputBlocked ? unblocked(x!, channels) : x!;
    const [y] = referenceOps["Conv"]!([plain, filters, undefined], node);
    const { shape } = node.outputs[0]!;
    return [blocked({ shape, data: y! }, shape[1]!)];
  },
  ReorderInput: ([x], node) => {
    if (x!.shape[1]! % 4 !== 0) throw new Error("channels come by fours");
    return [blocked(x!, node.outputs[0]!.shape[1]!)];
  },
  ReorderOutput: ([x], node) => {
    expectWhole(x!.shape[1]!);
    return [unblocked(x!, Number(node.attributes["channels"]!.value)).data];
  },
};
