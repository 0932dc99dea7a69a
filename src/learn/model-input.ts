/** Channels of every model input: red, green, blue; or range, intensity, mask. */
export const modelChannels = 3;

/** Normalised value of a quantity in [0, 1]: mean ½, deviation about ¼ over ordinary scenes. */
export function normalizeUnit(unit: number): number {
  return (unit - 0.5) * 4;
}
