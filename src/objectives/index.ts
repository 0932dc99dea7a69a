import { defineRegistry } from "../core/registry.ts";
import { infoNce } from "./info-nce.ts";
import { nextFrame } from "./next-frame.ts";

/** Every objective there is. The name is the config's value and the file's name. */
export const objectives = defineRegistry("objective", [infoNce, nextFrame]);
