import type { CellMap } from "./cast/cell-map.ts";
import type { Part, Solid } from "./cast/solid.ts";
import type { Light } from "./render/light.ts";
import type { Painter } from "./render/painter.ts";
import type { Driver, DrivingRules } from "./traffic/driver.ts";
import type { Streets } from "./traffic/streets.ts";
import type { Walker } from "./traffic/walker.ts";

/** A scene built for one seed: the place, who moves in it, and how it looks. */
export interface BuiltScene {
  readonly map: CellMap;
  readonly painter: Painter;
  /** Height of the sensors above the ground. */
  readonly eyeM: number;
  readonly streets: Streets;
  readonly rules: DrivingRules;
  /** Everyone who drives; the first is the robot, which has no body. */
  readonly drivers: readonly Driver[];
  readonly vehicles: readonly { readonly driver: Driver; readonly parts: readonly Part[] }[];
  readonly walkers: readonly { readonly walker: Walker; readonly parts: readonly Part[] }[];
  /** Every solid, of bodies that move and of fixtures. */
  readonly solids: readonly Solid[];
  lightAt(timeS: number): Light;
}

/** One entry of the scene registry. */
export interface Scene {
  readonly name: string;
  /** One line for people. */
  readonly description: string;
  /**
   * Deterministic: the same seed builds the same scene.
   * @param daySeed of who moves in it and of its light; `seed` itself on the first day
   */
  build(seed: number, daySeed?: number): BuiltScene;
}
