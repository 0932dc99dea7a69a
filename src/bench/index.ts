import { defineRegistry } from "../core/registry.ts";
import { trainStep } from "./train-step/train-step.ts";

/** Every suite of `saccade bench`. */
export const suites = defineRegistry("bench suite", [trainStep]);
