import { defineRegistry } from "../core/registry.ts";
import { engine } from "./engine/engine.ts";
import { trainStep } from "./train-step/train-step.ts";

/** Every suite of `saccade bench`. */
export const suites = defineRegistry("bench suite", [engine, trainStep]);
