/** Linear reflectance, [r, g, b] in [0, 1]. */
export type Rgb = readonly [number, number, number];

/** What a solid is made of; the surface painter decides how it looks. */
type Material = "bark" | "body" | "cabin" | "cloth" | "crate" | "leaves" | "metal" | "skin" | "van";

/**
 * An upright solid that is not part of the cell map: a part of a car, a person, a tree.
 *
 * A `box` is turned by its yaw; a `cylinder` has radius `halfLengthM`; an `ellipsoid` has radius
 * `halfLengthM` in the plane. Each stands from `bottomM` to `topM` above the ground. World metres:
 * x east, y north, z up. The pose is mutable because agents move; the rest is fixed.
 */
export interface Solid {
  readonly shape: "box" | "cylinder" | "ellipsoid";
  readonly material: Material;
  readonly colour: Rgb;
  readonly accent: Rgb;
  readonly halfLengthM: number;
  readonly halfWidthM: number;
  readonly bottomM: number;
  readonly topM: number;
  /** Radius of the circle around the centre that holds the whole footprint. */
  readonly boundM: number;
  readonly seed: number;
  x: number;
  y: number;
  cosYaw: number;
  sinYaw: number;
}

/** One part of a body, placed relative to the body's own origin and heading. */
export interface Part {
  readonly solid: Solid;
  readonly forwardM: number;
}

/** Moves the parts of a body to the pose (x, y, yaw). */
export function placeParts(parts: readonly Part[], x: number, y: number, yaw: number): void {
  const cosYaw = Math.cos(yaw);
  const sinYaw = Math.sin(yaw);
  for (const { solid, forwardM } of parts) {
    solid.x = x + forwardM * cosYaw;
    solid.y = y + forwardM * sinYaw;
    solid.cosYaw = cosYaw;
    solid.sinYaw = sinYaw;
  }
}

type Look = Pick<Solid, "material" | "colour" | "accent" | "seed">;

/** A box at the origin, facing east. */
export function box(
  look: Look,
  size: {
    readonly lengthM: number;
    readonly widthM: number;
    readonly bottomM: number;
    readonly topM: number;
  },
): Solid {
  const halfLengthM = size.lengthM / 2;
  const halfWidthM = size.widthM / 2;
  return {
    shape: "box",
    ...look,
    halfLengthM,
    halfWidthM,
    bottomM: size.bottomM,
    topM: size.topM,
    boundM: Math.hypot(halfLengthM, halfWidthM),
    x: 0,
    y: 0,
    cosYaw: 1,
    sinYaw: 0,
  };
}

/** A cylinder or an ellipsoid at the origin. */
export function round(
  shape: "cylinder" | "ellipsoid",
  look: Look,
  size: { readonly radiusM: number; readonly bottomM: number; readonly topM: number },
): Solid {
  return {
    shape,
    ...look,
    halfLengthM: size.radiusM,
    halfWidthM: size.radiusM,
    bottomM: size.bottomM,
    topM: size.topM,
    boundM: size.radiusM,
    x: 0,
    y: 0,
    cosYaw: 1,
    sinYaw: 0,
  };
}
