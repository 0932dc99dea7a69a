import type { Rgb } from "../cast/solid.ts";
import { cellNoise, valueNoise } from "../noise.ts";
import { blendPaint, setPaint, visibility, type Paint, type Painter } from "../render/painter.ts";
import type { WallStyle } from "./city-blocks.ts";

const signs: readonly Rgb[] = [
  [0.7, 0.08, 0.05],
  [0.05, 0.2, 0.6],
  [0.75, 0.6, 0.05],
  [0.05, 0.4, 0.2],
  [0.8, 0.8, 0.78],
  [0.45, 0.1, 0.45],
];
const door: Rgb = [0.16, 0.09, 0.05];
const lamp: Rgb = [0.9, 0.75, 0.45];
const shutter: Rgb = [0.35, 0.35, 0.36];

/**
 * Paints a point of a building's face: floors of windows over a ground floor of doors, shops and
 * posters. Each face of each building has its own pattern, so that a place can be known again.
 */
export function paintFacade(
  paint: Paint,
  style: WallStyle,
  at: Parameters<Painter["wall"]>[1],
  footprintM: number,
): void {
  const faceSeed =
    style.seed + (at.normalX > 0 ? 1 : at.normalX < 0 ? 2 : at.normalY > 0 ? 3 : 4) * 7919;
  const { alongM, zM } = at;
  const stain = 0.72 + 0.5 * valueNoise(alongM * 0.5, zM * 0.8, faceSeed);
  const grain = visibility(0.15, footprintM) * (cellNoise(alongM * 6, zM * 10, faceSeed) - 0.5);
  setPaint(paint, style.base, stain + 0.25 * grain);
  if (style.kind === "hedge") {
    setPaint(paint, style.base, 0.4 + 1.1 * valueNoise(alongM * 4, zM * 4, faceSeed));
    return;
  }
  if (style.kind === "blank") {
    if (zM > style.heightM - 0.15) setPaint(paint, style.trim);
    else paintPosters(paint, faceSeed, alongM, zM);
    return;
  }
  if (zM > style.heightM - 0.35) {
    setPaint(paint, style.trim, 0.9);
    return;
  }
  const bay = alongM / style.bayM + cellNoise(0, 0, faceSeed);
  const level = zM / style.floorM;
  const window = { column: Math.floor(bay), floor: Math.floor(level), u: bay % 1, v: level % 1 };
  const detail = visibility(0.4 * style.bayM, footprintM);
  if (window.floor === 0) paintGroundFloor(paint, style, window, faceSeed, alongM, zM);
  else paintWindow(paint, style, window, faceSeed, detail);
}

interface Window {
  readonly column: number;
  readonly floor: number;
  /** Place within the bay and the floor, each in [0, 1). */
  readonly u: number;
  readonly v: number;
}

function paintWindow(
  paint: Paint,
  style: WallStyle,
  { column, floor, u, v }: Window,
  seed: number,
  detail: number,
): void {
  const isOffice = style.kind === "office";
  const side = isOffice ? 0.08 : 0.26;
  const sill = isOffice ? 0.2 : 0.28;
  const isBlind = cellNoise(column, 0, seed + 1) < 0.15;
  if (v < 0.05) blendPaint(paint, style.trim, 0.5 * detail);
  if (isBlind || u < side || u > 1 - side || v < sill || v > 0.86) return;
  const isFrame = u < side + 0.05 || u > 0.95 - side || v < sill + 0.05 || v > 0.81;
  const chance = cellNoise(column, floor, seed + 2);
  const gleam = 0.7 + 0.8 * cellNoise(column, floor, seed + 3);
  if (isFrame) blendPaint(paint, style.trim, detail);
  else if (chance < 0.12) {
    blendPaint(paint, lamp, 0.8 * detail);
    paint.glow = 0.5 * detail;
  } else if (chance < 0.3 && v > 0.55) blendPaint(paint, shutter, detail);
  else {
    const weight = Math.max(0.35, detail);
    paint.r += (style.glass[0] * gleam - paint.r) * weight;
    paint.g += (style.glass[1] * gleam - paint.g) * weight;
    paint.b += (style.glass[2] * gleam - paint.b) * weight;
  }
}

function paintGroundFloor(
  paint: Paint,
  style: WallStyle,
  { column, u, v }: Window,
  seed: number,
  alongM: number,
  zM: number,
): void {
  const what = cellNoise(column, 1, seed + 5);
  if (zM < 0.3) {
    setPaint(paint, style.trim, 0.5);
    return;
  }
  if (what < 0.22) {
    const isDoor = Math.abs(u - 0.5) * style.bayM < 0.5 && zM < 2.1;
    if (isDoor) setPaint(paint, cellNoise(column, 2, seed) < 0.4 ? signs[column & 3]! : door);
    return;
  }
  if (style.kind !== "shop") {
    if (what > 0.7) paintPosters(paint, seed, alongM, zM);
    else if (v > 0.35 && v < 0.8 && Math.abs(u - 0.5) < 0.25) setPaint(paint, style.glass);
    return;
  }
  // A shop is three bays wide: one sign over its panes.
  const shop = Math.floor(column / 3);
  const sign = signs[Math.floor(cellNoise(shop, 3, seed) * signs.length)]!;
  if (v > 0.76) {
    setPaint(paint, sign);
    const isLetter = v > 0.82 && v < 0.94 && cellNoise(alongM * 3, shop, seed + 6) > 0.45;
    if (isLetter) setPaint(paint, sign[0] + sign[1] > 0.9 ? door : [0.85, 0.85, 0.8]);
  } else if (what > 0.85) setPaint(paint, shutter, 0.6 + 0.5 * (Math.floor(zM * 7) % 2));
  else if (u > 0.06 && u < 0.94) {
    const goods = cellNoise(alongM * 2.5, zM * 1.8, seed + 7);
    setPaint(paint, goods > 0.7 ? signs[Math.floor(goods * 20) % 6]! : style.glass, 0.7 + goods);
  }
}

/** Posters and graffiti at eye level: what makes a blank wall a landmark. */
function paintPosters(paint: Paint, seed: number, alongM: number, zM: number): void {
  const column = Math.floor(alongM / 1.3);
  const chance = cellNoise(column, 4, seed + 8);
  if (chance > 0.5 || zM < 0.6 || zM > 1.1 + chance * 2) return;
  const u = (alongM / 1.3) % 1;
  if (u < 0.12 || u > 0.88) return;
  const patch = cellNoise(alongM * 4, zM * 4, seed + 9);
  setPaint(paint, signs[Math.floor(cellNoise(column, 5, seed) * 6)]!, 0.5 + 0.7 * patch);
}
