import { defineRegistry } from "../../../core/registry.ts";
import { fifo } from "./fifo.ts";
import { minimumRedundancy } from "./minimum-redundancy.ts";
import { random } from "./random.ts";
import { reservoir } from "./reservoir.ts";

/** Every way in which a full memory forgets. */
export const evictionPolicies = defineRegistry("eviction policy", [
  fifo,
  minimumRedundancy,
  random,
  reservoir,
]);
