import { defineRegistry } from "../core/registry.ts";
import { adamw } from "./adamw.ts";
import { lars } from "./lars.ts";
import { lion } from "./lion.ts";
import { sgd } from "./sgd.ts";

/** Every optimizer there is. The name is the config's value and the file's name. */
export const optimizers = defineRegistry("optimizer", [adamw, lars, lion, sgd]);
