import type { Tensor } from "onnxruntime-node";
import type { NamedTensors } from "../engine.ts";

/** The state of a trainer, where its session computes. A step that fails leaves it as it was. */
export interface ResidentState {
  /** What a step or a read is fed, by name. */
  inputs(): Readonly<Record<string, Tensor>>;
  /** Where a step writes, by the names of its outputs; null = to memory of the runtime's own. */
  outputs(): Readonly<Record<string, Tensor | null>>;
  /** Takes over what a step has written; `results` has every output. */
  advance(results: Readonly<Record<string, Tensor>>): void;
  /** Copies, in the memory of `into` where it fits. */
  read(names: readonly string[], into: NamedTensors): Promise<NamedTensors>;
  /** Takes `state` over, the whole of it. */
  replace(state: NamedTensors): Promise<void>;
  release(): Promise<void>;
}
