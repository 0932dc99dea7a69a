import { blocked, unblocked } from "./blocked-ops.ts";
import { referenceOps, type Tensor } from "./reference-ops.ts";

type Kernel = (typeof referenceOps)[string];

/** The elements of piece n·G + g of a tensor, with the channel of each. */
function* elementsOf(
  { shape, data }: Tensor,
  groups: number,
  piece: number,
): Generator<{ readonly i: number; readonly c: number }> {
  const [batch = 1, channels = 1] = shape;
  const places = data.length / (batch * channels);
  const size = (channels / groups) * places;
  for (let i = piece * size; i < (piece + 1) * size; i++) {
    yield { i, c: Math.floor(i / places) % channels };
  }
}

/** Those of whole maps, by the same of plain ones: every map that goes in is taken out of its blocks. */
function throughPlain(plain: Kernel): Kernel {
  return (inputs, node) => {
    const taken = inputs.map((tensor) =>
      tensor?.shape.length === 4 ? unblocked(tensor, tensor.shape[1]!) : tensor,
    );
    return plain(taken, node).map((data, i) => {
      const { shape } = node.outputs[i]!;
      return shape.length === 4 ? blocked({ shape, data }, shape[1]!) : data;
    });
  };
}

/** The addon's own operators after their definition (native/ort/kernels), in float64. */
export const kernelOps: Readonly<Record<string, Kernel>> = {
  BlockedGroupNorm: (inputs, node) => throughPlain(kernelOps["GroupNorm"]!)(inputs, node),
  BlockedGroupNormGradient: (inputs, node) =>
    throughPlain(kernelOps["GroupNormGradient"]!)(inputs, node),
  Elementwise: (inputs, node) => {
    const size = node.outputs[0]!.shape.reduce((a, b) => a * b, 1);
    const wordsOf = (name: string, separator: string): string[] =>
      String(node.attributes[name]!.value).split(separator);
    const values = inputs
      .map((input) => input!.data)
      .map((data) => (data.length === size ? data : new Float64Array(size).fill(data[0]!)));
    for (const line of wordsOf("program", ";")) {
      const [op = "", ...reads] = line.split(" ");
      const operands = reads.map((place) => ({ shape: [size], data: values[Number(place)]! }));
      const [result] = referenceOps[op]!(operands, {
        ...node,
        outputs: [{ ...node.outputs[0]!, shape: [size] }],
      });
      values.push(result!);
    }
    return wordsOf("outputs", " ").map((place) => values[Number(place)]!);
  },
  GroupNorm: ([x, scale, shift, residual], node) => {
    const [groups, epsilon, isRelu] = ["groups", "epsilon", "relu"].map((name) =>
      Number(node.attributes[name]!.value),
    ) as [number, number, number];
    const pieces = x!.shape[0]! * groups;
    const [mean, inverse] = [new Float64Array(pieces), new Float64Array(pieces)];
    const y = new Float64Array(x!.data.length);
    for (let piece = 0; piece < pieces; piece++) {
      const elements = [...elementsOf(x!, groups, piece)];
      const values = elements.map(({ i }) => x!.data[i]!);
      mean[piece] = values.reduce((a, b) => a + b, 0) / values.length;
      const variance =
        values.reduce((sum, value) => sum + (value - mean[piece]!) ** 2, 0) / values.length;
      inverse[piece] = 1 / Math.sqrt(variance + epsilon);
      for (const { i, c } of elements) {
        const normal = (x!.data[i]! - mean[piece]!) * inverse[piece]!;
        const value = normal * scale!.data[c]! + shift!.data[c]! + (residual?.data[i] ?? 0);
        y[i] = isRelu === 1 ? Math.max(value, 0) : value;
      }
    }
    return [y, mean, inverse];
  },
  GroupNormGradient: ([dY, x, mean, inverse, scale, y], node) => {
    const groups = Number(node.attributes["groups"]!.value);
    const [batch = 1, channels = 1] = x!.shape;
    const passed = dY!.data.map((value, i) => (y && y.data[i]! <= 0 ? 0 : value));
    const [dScale, dShift] = [new Float64Array(channels), new Float64Array(channels)];
    const dX = new Float64Array(x!.data.length);
    for (let piece = 0; piece < batch * groups; piece++) {
      const elements = [...elementsOf(x!, groups, piece)];
      const normal = (i: number): number =>
        (x!.data[i]! - mean!.data[piece]!) * inverse!.data[piece]!;
      let [level, slope] = [0, 0];
      for (const { i, c } of elements) {
        dShift[c]! += passed[i]!;
        dScale[c]! += passed[i]! * normal(i);
        level += (passed[i]! * scale!.data[c]!) / elements.length;
        slope += (passed[i]! * scale!.data[c]! * normal(i)) / elements.length;
      }
      for (const { i, c } of elements) {
        const centred = passed[i]! * scale!.data[c]! - level - normal(i) * slope;
        dX[i] = centred * inverse!.data[piece]!;
      }
    }
    return [dX, dScale, dShift, passed].slice(0, node.outputs.length);
  },
  ImageRows: ([x], node) => {
    const [batch = 1, channels = 1, height = 1, width = 1] = x!.shape;
    const left = Number(node.attributes["left"]!.value);
    const { shape } = node.outputs[0]!;
    const framed = shape[3]!;
    const y = new Float64Array(shape.reduce((a, b) => a * b, 1));
    unblocked(x!, channels).data.forEach((value, i) => {
      const [column, row] = [i % width, Math.floor(i / width) % height];
      const [c, n] = [
        Math.floor(i / (width * height)) % channels,
        Math.floor(i / (width * height * channels)),
      ];
      y[((n * height + row) * channels + c) * framed + left + column] = value;
    });
    return [blocked({ shape, data: y }, batch)];
  },
};
