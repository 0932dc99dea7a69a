import type { Rgb } from "../cast/solid.ts";
import { cellNoise, valueNoise } from "../noise.ts";
import { paintSolid } from "../render/paint-solid.ts";
import {
  blendPaint,
  setPaint,
  setRgb,
  visibility,
  type Paint,
  type Painter,
} from "../render/painter.ts";

const accents: readonly Rgb[] = [
  [0.15, 0.28, 0.45],
  [0.5, 0.3, 0.1],
  [0.14, 0.35, 0.22],
  [0.45, 0.12, 0.12],
  [0.35, 0.35, 0.4],
  [0.55, 0.5, 0.15],
];
const plaster: Rgb = [0.58, 0.56, 0.51];
const wood: Rgb = [0.34, 0.2, 0.1];
const skirting: Rgb = [0.08, 0.08, 0.08];
const ceilingTile: Rgb = [0.55, 0.55, 0.54];
const ceilingJoint: Rgb = [0.25, 0.25, 0.25];
const lampPanel: Rgb = [0.95, 0.95, 0.9];

/** Paints an office floor: dado and doors that differ from room to room, tiles, lamp panels. */
export function createCorridorPainter(seed: number): Painter {
  const accentOf = (owner: number): Rgb =>
    accents[Math.floor(cellNoise(owner, 0, seed) * accents.length)]!;

  const paintWall: Painter["wall"] = (paint, at, footprintM) => {
    const face = at.normalX > 0 ? 1 : at.normalX < 0 ? 2 : at.normalY > 0 ? 3 : 4;
    const wallSeed = seed + at.owner * 131 + face * 7919;
    const { alongM, zM } = at;
    const accent = accentOf(at.owner);
    setPaint(paint, plaster, 0.8 + 0.35 * valueNoise(alongM * 0.7, zM * 0.9, wallSeed));
    if (zM < 0.95) setPaint(paint, accent, 0.8 + 0.3 * valueNoise(alongM, zM, wallSeed + 1));
    if (zM < 0.1) setPaint(paint, skirting);
    const bay = alongM / 1.6;
    const column = Math.floor(bay);
    const aside = (bay - column - 0.5) * 1.6;
    const detail = visibility(0.3, footprintM);
    const what = cellNoise(column, 1, wallSeed);
    if (what < 0.3) paintDoor(paint, aside, zM, accents[column & 3]!, detail);
    else if (what < 0.62)
      paintNotice(paint, { aside, zM, chance: what }, wallSeed + column, detail);
    else if (what < 0.68 && Math.abs(aside) < 0.12 && zM > 0.8 && zM < 1.4)
      blendPaint(paint, [0.75, 0.04, 0.03], detail);
  };

  return {
    wall: paintWall,
    roof: (paint, owner) => {
      setPaint(paint, accentOf(owner), 1.3);
    },
    ground: (paint, x, y, footprintM) => {
      const zone = cellNoise(Math.floor(x / 9), Math.floor(y / 9), seed + 2);
      const isDark = (Math.floor(x * 2) + Math.floor(y * 2)) % 2 === 0;
      const contrast =
        (isDark ? -0.3 : 0.3) * visibility(0.5, footprintM) * (zone > 0.4 ? 1 : 0.25);
      const wear = 0.75 + 0.4 * valueNoise(x * 0.8, y * 0.8, seed + 3);
      const tone = wear * (1 + contrast);
      setRgb(paint, tone * (0.25 + 0.12 * zone), tone * 0.27, tone * (0.36 - 0.16 * zone));
    },
    ceiling: (paint, x, y, footprintM) => {
      setPaint(paint, ceilingTile);
      const joint = Math.min(x * 1.6 - Math.floor(x * 1.6), y * 1.6 - Math.floor(y * 1.6));
      if (joint < 0.06) blendPaint(paint, ceilingJoint, visibility(0.1, footprintM));
      const lamp = cellNoise(Math.floor(x / 3), Math.floor(y / 3), seed + 4);
      const isPanel = Math.abs((x % 3) - 1.5) < 0.3 && Math.abs((y % 3) - 1.5) < 0.6;
      if (!isPanel) return;
      setPaint(paint, lampPanel);
      paint.glow = lamp < 0.15 ? 0 : 1.6 + lamp;
    },
    solid: paintSolid,
    sky: (paint) => {
      // Only a ray that leaves the building unhindered sees this, and the outer walls are closed.
      setPaint(paint, [0, 0, 0]);
    },
  };
}

function paintDoor(paint: Paint, aside: number, zM: number, leaf: Rgb, detail: number): void {
  if (Math.abs(aside) > 0.55 || zM > 2.15) return;
  const isFrame = Math.abs(aside) > 0.47 || zM > 2.07;
  blendPaint(paint, isFrame ? [0.7, 0.7, 0.68] : leaf[0] > 0.3 ? wood : leaf, detail);
  const isPane = Math.abs(aside - 0.18) < 0.1 && zM > 1.2 && zM < 1.8;
  const isHandle = aside < -0.33 && Math.abs(zM - 1.02) < 0.05;
  if (isPane) blendPaint(paint, [0.1, 0.14, 0.16], detail);
  if (isHandle) blendPaint(paint, [0.8, 0.8, 0.8], detail);
}

/** A poster or a notice board: blocks of colour that no other bay of the building has. */
function paintNotice(
  paint: Paint,
  at: { readonly aside: number; readonly zM: number; readonly chance: number },
  seed: number,
  detail: number,
): void {
  const halfWidth = 0.2 + 0.7 * (at.chance - 0.3);
  if (Math.abs(at.aside) > halfWidth || at.zM < 1.15 || at.zM > 1.95) return;
  const block = cellNoise(at.aside * 7, at.zM * 6, seed);
  const colour = accents[Math.floor(block * accents.length)]!;
  blendPaint(paint, block < 0.35 ? [0.8, 0.78, 0.7] : colour, detail);
}
