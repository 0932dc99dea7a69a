import { defineRegistry } from "../core/registry.ts";
import type { Scene } from "./scene.ts";
import { city } from "./scenes/city.ts";
import { corridor } from "./scenes/corridor.ts";

/** Every scene the built-in world knows, by name. */
export const scenes = defineRegistry<Scene>("scene", [city, corridor]);
