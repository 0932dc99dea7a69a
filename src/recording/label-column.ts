import type { TimedCell } from "./file-column.ts";
import type { LabelTrack } from "./recording.ts";

const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * The number that a label cell holds: NaN where it is empty or says so, undefined where it holds
 * something else.
 */
export function labelValue(cell: string): number | undefined {
  if (cell === "" || /^[+-]?(?:nan|inf|infinity)$/i.test(cell)) return NaN;
  return number.test(cell) ? Number(cell) : undefined;
}

/**
 * A column as a label track, if most of its cells are numbers; of rows with the same time the first
 * counts. Cells that hold something else become NaN and are counted.
 */
export function readLabelColumn(options: {
  readonly name: string;
  readonly cells: readonly TimedCell[];
}): { readonly track: LabelTrack; readonly damage: readonly string[] } | undefined {
  const { name } = options;
  const cells = options.cells.filter((c, i, all) => i === 0 || all[i - 1]!.stampNs !== c.stampNs);
  const values = cells.map((cell) => labelValue(cell.text));
  const filled = cells.filter((cell) => cell.text !== "").length;
  const unreadable = values.filter((value) => value === undefined).length;
  const numbers = values.filter((value) => value !== undefined && !Number.isNaN(value)).length;
  if (numbers === 0 || 2 * unreadable >= filled) return undefined;
  return {
    track: {
      name,
      stampsNs: BigInt64Array.from(cells, (cell) => cell.stampNs),
      values: Float64Array.from(values, (value) => value ?? NaN),
    },
    damage: unreadable > 0 ? [`${name}: ${unreadable} cell(s) are not numbers, read as empty`] : [],
  };
}
