import { defineRegistry } from "../../core/registry.ts";
import { backlog } from "./backlog.ts";
import type { Concern } from "./concern.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { powerMode } from "./power-mode.ts";
import { temperature } from "./temperature.ts";

/** Everything that limits how much of the time training may take. */
export const concerns = defineRegistry<Concern>("concern", [
  backlog,
  latency,
  memory,
  powerMode,
  temperature,
]);
