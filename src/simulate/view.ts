import type { CellMap } from "./cast/cell-map.ts";
import type { Solid } from "./cast/solid.ts";
import type { Painter } from "./render/painter.ts";

/** What a sensor looks at: the same geometry and paint for camera, lidar and truth. */
export interface View {
  readonly map: CellMap;
  readonly painter: Painter;
  /** Height of the sensors above the ground. */
  readonly eyeM: number;
  /** No wall is higher. */
  readonly tallestM: number;
  /** The solids within `reachM` of a place. The list is reused: it holds until the next call. */
  near(place: { readonly xM: number; readonly yM: number }, reachM: number): readonly Solid[];
}

export function createView(
  scene: Pick<View, "map" | "painter" | "eyeM">,
  solids: readonly Solid[],
): View {
  const found: Solid[] = [];
  return {
    map: scene.map,
    painter: scene.painter,
    eyeM: scene.eyeM,
    tallestM: scene.map.heightM.reduce((tallest, height) => Math.max(tallest, height), 0),
    near: (place, reachM) => {
      found.length = 0;
      for (const solid of solids) {
        const dx = solid.x - place.xM;
        const dy = solid.y - place.yM;
        const reach = reachM + solid.boundM;
        if (dx * dx + dy * dy < reach * reach) found.push(solid);
      }
      return found;
    },
  };
}
