import type { CellMap } from "./cast/cell-map.ts";
import type { Solid } from "./cast/solid.ts";
import { createSurroundings, type Surroundings } from "./cast/surroundings.ts";
import type { Painter } from "./render/painter.ts";

/** What a sensor looks at: the same geometry and paint for camera, lidar and truth. */
export interface View {
  readonly map: CellMap;
  readonly painter: Painter;
  /** Height of the sensors above the ground. */
  readonly eyeM: number;
  /** No wall is higher. */
  readonly tallestM: number;
  /** Sorted around the robot once a tick, before any sensor looks. */
  readonly surroundings: Surroundings;
}

/** @param reachM how far the farthest-seeing sensor sees */
export function createView(
  scene: Pick<View, "map" | "painter" | "eyeM"> & { readonly solids: readonly Solid[] },
  reachM: number,
): View {
  return {
    map: scene.map,
    painter: scene.painter,
    eyeM: scene.eyeM,
    tallestM: scene.map.heightM.reduce((tallest, height) => Math.max(tallest, height), 0),
    surroundings: createSurroundings(scene.solids, reachM),
  };
}
