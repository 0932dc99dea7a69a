import { fail } from "../../core/errors.ts";
import { constant } from "../../graph/leaves.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Where each cell of a map stands, as sines and cosines: the first half of the channels tells the
 * row, the second the column. A constant.
 *
 * With `wrapsColumns` the columns' waves are whole turns, so that the last column is as near to the
 * first as to the one before it.
 *
 * Shapes: returns [rows, columns, channels].
 * @throws AppError OPTION_INVALID when 4 does not divide the channels
 * @see Vaswani et al. 2017, arXiv:1706.03762, §3.5; in two dimensions Chen et al. 2021,
 *   arXiv:2104.02057, §4
 */
export function positionCode(options: {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly wrapsColumns: boolean;
}): Value {
  const { rows, columns, channels, wrapsColumns } = options;
  if (channels % 4 !== 0) fail("OPTION_INVALID", "width", "a multiple of 4", channels);
  const waves = channels / 4;
  const falling = (wave: number): number => 10_000 ** (-wave / waves);
  // Beyond half as many turns as there are columns a wave tells nothing new.
  const turns = (wave: number): number =>
    (2 * Math.PI * (1 + (wave % Math.max(1, Math.floor(columns / 2))))) / columns;
  const data = new Float64Array(rows * columns * channels);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const at = (row * columns + column) * channels;
      for (let wave = 0; wave < waves; wave++) {
        const vertical = row * falling(wave);
        const horizontal = column * (wrapsColumns ? turns(wave) : falling(wave));
        data[at + wave] = Math.sin(vertical);
        data[at + waves + wave] = Math.cos(vertical);
        data[at + 2 * waves + wave] = Math.sin(horizontal);
        data[at + 3 * waves + wave] = Math.cos(horizontal);
      }
    }
  }
  return constant([rows, columns, channels], data);
}
