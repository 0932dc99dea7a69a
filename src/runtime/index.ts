import { defineRegistry } from "../core/registry.ts";
import { ortNative } from "./ort-native/ort-native-engine.ts";
import { ortNode } from "./ort-node/ort-node-engine.ts";

/** What can run a compiled step. */
export const engines = defineRegistry("engine", [ortNative, ortNode]);
