import { defineRegistry } from "../../core/registry.ts";
import { conv } from "./conv.ts";
import { merge } from "./merge.ts";
import { resnet } from "./resnet.ts";
import { vit } from "./vit.ts";

/** Every encoder there is. The name is the config's value and the file's name. */
export const encoders = defineRegistry("encoder", [conv, merge, resnet, vit]);
