import type { Rgb, Solid } from "../cast/solid.ts";
import { cellNoise, valueNoise } from "../noise.ts";
import { blendPaint, setPaint, type Paint } from "./painter.ts";

const tyre: Rgb = [0.03, 0.03, 0.035];
const glass: Rgb = [0.06, 0.09, 0.12];
const headLamp: Rgb = [0.9, 0.88, 0.75];
const tailLamp: Rgb = [0.75, 0.03, 0.02];

/** Paints a point of a solid: `alongM` along its face, `zM` above the ground, `face` as in Column. */
export function paintSolid(
  paint: Paint,
  solid: Solid,
  alongM: number,
  zM: number,
  face: number,
): void {
  setPaint(paint, solid.colour);
  switch (solid.material) {
    case "body":
      paintBody(paint, solid, alongM, zM, face);
      return;
    case "cabin":
      paintCabin(paint, solid, alongM, zM, face);
      return;
    case "van":
      paintVan(paint, solid, alongM, zM, face);
      return;
    case "leaves": {
      const clump = valueNoise(alongM * 5 + solid.x, zM * 3.5, solid.seed);
      const fine = cellNoise(Math.floor(alongM * 14), Math.floor(zM * 8), solid.seed + 1);
      setPaint(paint, solid.colour, 0.45 + 0.8 * clump + 0.25 * fine);
      return;
    }
    case "bark":
      setPaint(paint, solid.colour, 0.7 + 0.6 * valueNoise(alongM * 6, zM * 2, solid.seed));
      return;
    case "cloth":
      if (cellNoise(0, Math.floor(zM * 6), solid.seed) > 0.62) setPaint(paint, solid.accent);
      return;
    case "crate": {
      const plank = Math.floor(zM * 5);
      setPaint(paint, solid.colour, 0.75 + 0.4 * cellNoise(plank, 0, solid.seed));
      const isLabel = Math.abs(alongM) < 0.18 * solid.halfLengthM * 2 && plank === 2;
      if (isLabel) setPaint(paint, solid.accent);
      return;
    }
    case "metal":
      if (Math.floor(zM * 1.5) % 2 === 0) setPaint(paint, solid.accent);
      return;
    case "skin":
      return;
  }
}

function paintWheels(paint: Paint, solid: Solid, alongM: number, zM: number): void {
  const axle = Math.abs(Math.abs(alongM) - 0.62 * solid.halfLengthM);
  const hub = Math.hypot(axle, zM - 0.33);
  if (hub < 0.36) blendPaint(paint, hub < 0.17 ? [0.4, 0.4, 0.42] : tyre, 1);
}

function paintBody(paint: Paint, solid: Solid, alongM: number, zM: number, face: number): void {
  if (zM < 0.32) setPaint(paint, tyre);
  if (face === 2) {
    if (Math.abs(zM - 0.72) < 0.05) setPaint(paint, solid.colour, 0.55);
    paintWheels(paint, solid, alongM, zM);
    return;
  }
  const isLamp = Math.abs(alongM) > 0.58 * solid.halfWidthM && zM > 0.52 && zM < 0.78;
  if (isLamp) {
    setPaint(paint, face === 0 ? headLamp : tailLamp);
    paint.glow = 0.8;
  } else if (Math.abs(alongM) < 0.28 && Math.abs(zM - 0.5) < 0.07) setPaint(paint, [0.8, 0.8, 0.7]);
}

function paintCabin(paint: Paint, solid: Solid, alongM: number, zM: number, face: number): void {
  const isRoof = zM > solid.topM - 0.1;
  const half = face === 2 ? solid.halfLengthM : solid.halfWidthM;
  const isPillar = half - Math.abs(alongM) < 0.1 || (face === 2 && Math.abs(alongM + 0.1) < 0.06);
  if (!isRoof && !isPillar) setPaint(paint, glass);
}

function paintVan(paint: Paint, solid: Solid, alongM: number, zM: number, face: number): void {
  const { topM, halfLengthM, halfWidthM } = solid;
  if (zM < 0.4) setPaint(paint, tyre);
  const isStripe = zM > 0.38 * topM && zM < 0.52 * topM;
  if (isStripe) setPaint(paint, solid.accent);
  if (face === 2) {
    const isCab = alongM > 0.55 * halfLengthM && alongM < 0.92 * halfLengthM;
    if (isCab && zM > 0.52 * topM && zM < 0.82 * topM) setPaint(paint, glass);
    paintWheels(paint, solid, alongM, zM);
    return;
  }
  const isLamp = Math.abs(alongM) > 0.7 * halfWidthM && zM > 0.55 && zM < 0.85;
  if (isLamp) {
    setPaint(paint, face === 0 ? headLamp : tailLamp);
    paint.glow = 0.8;
  } else if (
    face === 0 &&
    zM > 0.52 * topM &&
    zM < 0.88 * topM &&
    Math.abs(alongM) < 0.85 * halfWidthM
  )
    setPaint(paint, glass);
  else if (face === 1 && Math.abs(alongM) < 0.03) setPaint(paint, solid.colour, 0.4);
}
