/** Channels of every model input: red, green, blue; or range, intensity, mask. */
export const modelChannels = 3;

/** Normalised value of a quantity in [0, 1]: mean ½, deviation about ¼ over ordinary scenes. */
export function normalizeUnit(unit: number): number {
  return (unit - 0.5) * 4;
}

/** The quantity in [0, 1] of a normalised value: the way back. */
export function unitOf(normalized: number): number {
  return normalized / 4 + 0.5;
}
