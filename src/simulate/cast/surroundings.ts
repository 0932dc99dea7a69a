import type { Solid } from "./solid.ts";

const sectorCount = 96;
const perRadian = sectorCount / (2 * Math.PI);

/** The solids around one place, sorted into sectors of azimuth, so that a slice tests only a few. */
export interface Surroundings {
  /** Sorts anew around (x, y): after the solids or the place have moved. */
  update(x: number, y: number): void;
  /** The solids that a slice in this direction can meet, and some that it cannot. Borrowed. */
  towards(directionX: number, directionY: number): readonly Solid[];
}

/** @param reachM solids farther than this are left out */
export function createSurroundings(solids: readonly Solid[], reachM: number): Surroundings {
  const sectors = Array.from({ length: sectorCount }, (): Solid[] => []);
  const sectorOf = (azimuth: number): number =>
    (Math.floor(azimuth * perRadian) + 2 * sectorCount) % sectorCount;
  return {
    update: (x, y) => {
      for (const sector of sectors) sector.length = 0;
      for (const solid of solids) {
        const distance = Math.hypot(solid.x - x, solid.y - y);
        if (distance > reachM + solid.boundM) continue;
        const azimuth = Math.atan2(solid.y - y, solid.x - x);
        // Seen from inside its circle a solid is everywhere.
        const half = distance > solid.boundM ? Math.asin(solid.boundM / distance) : Math.PI;
        const from = Math.floor((azimuth - half) * perRadian);
        const to = Math.min(Math.floor((azimuth + half) * perRadian), from + sectorCount - 1);
        for (let s = from; s <= to; s++) sectors[(s + 2 * sectorCount) % sectorCount]!.push(solid);
      }
    },
    towards: (directionX, directionY) => sectors[sectorOf(Math.atan2(directionY, directionX))]!,
  };
}
