import { defineRegistry } from "../core/registry.ts";
import { adamw } from "./adamw.ts";

/** Every optimizer there is. The name is the config's value and the file's name. */
export const optimizers = defineRegistry("optimizer", [adamw]);
