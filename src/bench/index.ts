import { defineRegistry } from "../core/registry.ts";
import { contract } from "./contract/contract.ts";
import { engine } from "./engine/engine.ts";
import { ingest } from "./ingest/ingest.ts";
import { kernels } from "./kernels/kernels.ts";
import { quality } from "./quality/quality.ts";
import { trainStep } from "./train-step/train-step.ts";

/** Every suite of `saccade bench`. */
export const suites = defineRegistry("bench suite", [
  contract,
  engine,
  ingest,
  kernels,
  quality,
  trainStep,
]);
