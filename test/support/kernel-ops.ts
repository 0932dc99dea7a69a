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

/** The addon's own operators after their definition (native/ort/kernels), in float64. */
export const kernelOps: Readonly<Record<string, Kernel>> = {
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
};
