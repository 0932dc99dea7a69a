import type {
  HostTensor,
  NamedTensors,
  StepProgram,
  ReadProgram,
} from "../../src/runtime/engine.ts";
import { onnxModel } from "./onnx-model.ts";

export const floats = (values: readonly number[], shape = [values.length]): HostTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(values),
});

export const valuesOf = (tensor: HostTensor | undefined): (number | bigint)[] =>
  tensor === undefined ? [] : [...tensor.data];

const vector = (name: string) => ({ name, dtype: "float32", shape: [4] }) as const;
const index = { name: "index", dtype: "int64", shape: [] } as const;

/**
 * Gradient descent on ½‖w − target‖²: w′ = w − rate·(w − target), previous′ = w. `picked` is w[index],
 * which makes the run fail when the index is outside of w.
 */
export const quadraticStep: StepProgram = {
  model: onnxModel({
    nodes: [
      ["Sub", ["w", "target"], ["difference"]],
      ["Mul", ["difference", "rate"], ["change"]],
      ["Sub", ["w", "change"], ["w.next"]],
      ["Identity", ["w"], ["previous.next"]],
      ["Mul", ["difference", "difference"], ["squared"]],
      ["ReduceSum", ["squared"], ["loss"]],
      ["Gather", ["w.next", "index"], ["picked"]],
    ],
    inputs: [
      vector("w"),
      vector("previous"),
      vector("target"),
      { name: "rate", dtype: "float32", shape: [] },
      index,
    ],
    outputs: [
      vector("w.next"),
      vector("previous.next"),
      { name: "loss", dtype: "float32", shape: [1] },
      { name: "picked", dtype: "float32", shape: [] },
    ],
  }),
  state: [
    { ...vector("w"), next: "w.next" },
    { ...vector("previous"), next: "previous.next" },
  ],
  inputs: [vector("target"), { name: "rate", dtype: "float32", shape: [] }, index],
  outputs: [
    { name: "loss", dtype: "float32", shape: [1] },
    { name: "picked", dtype: "float32", shape: [] },
  ],
};

/** The same with a target that is part of the state and that no step changes. */
export const fixedTargetStep: StepProgram = {
  ...quadraticStep,
  state: [...quadraticStep.state, vector("target")],
  inputs: quadraticStep.inputs.filter(({ name }) => name !== "target"),
};

/** The distance of `w` to `point`, per element; changes nothing. */
export const distanceRead: ReadProgram = {
  model: onnxModel({
    nodes: [["Sub", ["w", "point"], ["distance"]]],
    inputs: [vector("w"), vector("point")],
    outputs: [vector("distance")],
  }),
  reads: ["w"],
  inputs: [vector("point")],
  outputs: [vector("distance")],
};

export const quadraticState = (): NamedTensors => ({
  w: floats([1, -2, 0.3, 4]),
  previous: floats([0, 0, 0, 0]),
});

export const quadraticBatch = (options: { rate?: number; index?: bigint } = {}): NamedTensors => ({
  target: floats([0.1, 0.2, -0.3, 0.7]),
  rate: floats([options.rate ?? 0.1], []),
  index: { dtype: "int64", shape: [], data: BigInt64Array.of(options.index ?? 0n) },
});

/** What `steps` quadratic steps give in float32, rounded as the runtime rounds. */
export function quadraticReference(steps: number): {
  w: number[];
  previous: number[];
  loss: number;
} {
  const f = Math.fround;
  const target = valuesOf(quadraticBatch()["target"]).map(Number);
  let w = valuesOf(quadraticState()["w"]).map(Number);
  let previous = w.map(() => 0);
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    const difference = w.map((value, i) => f(value - target[i]!));
    previous = w;
    w = w.map((value, i) => f(value - f(difference[i]! * f(0.1))));
    loss = difference.reduce((sum, d) => sum + d * d, 0);
  }
  return { w, previous, loss };
}

/** A step that takes a while: `products` matrix products of size × size. */
export function heavyStep(size: number, products: number): StepProgram {
  const matrix = (name: string) => ({ name, dtype: "float32", shape: [size, size] }) as const;
  const loss = { name: "loss", dtype: "float32", shape: [1, 1] } as const;
  const chain = Array.from(
    { length: products },
    (_, i) => ["MatMul", [i === 0 ? "x" : `y${i - 1}`, "w"], [`y${i}`]] as const,
  );
  return {
    model: onnxModel({
      nodes: [
        ...chain,
        ["ReduceMean", [`y${products - 1}`], ["loss"]],
        ["Identity", ["w"], ["w.next"]],
      ],
      inputs: [matrix("w"), matrix("x")],
      outputs: [matrix("w.next"), loss],
    }),
    state: [{ ...matrix("w"), next: "w.next" }],
    inputs: [matrix("x")],
    outputs: [loss],
  };
}

export const squareOf = (size: number, value: number): HostTensor => ({
  dtype: "float32",
  shape: [size, size],
  data: new Float32Array(size * size).fill(value),
});
