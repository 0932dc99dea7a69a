import type { CsvTable } from "./csv-table.ts";
import { decimalToNs } from "./decimal-to-ns.ts";

/** Time columns, best first, with the power of ten that makes them nanoseconds. */
const timeColumns = [
  { name: "timestamp_ns", unitExponent: 0 },
  { name: "timestamp_us", unitExponent: 3 },
  { name: "timestamp_ms", unitExponent: 6 },
  { name: "timestamp_s", unitExponent: 9 },
  { name: "t_s", unitExponent: 9 },
  { name: "t_nominal_s", unitExponent: 9 },
] as const;

export const timeColumnNames: readonly string[] = timeColumns.map((c) => c.name);

/** Whether a column tells time: such a column is never a label, chosen or not. */
export function isTimeColumn(name: string): boolean {
  return timeColumnNames.includes(name);
}

/** A row with its stamp. */
export interface TimedRow {
  readonly stampNs: bigint;
  readonly row: readonly string[];
}

/**
 * The rows of `table` in time order, stamped by its best time column. Rows without a readable time
 * and exact repetitions of another row are left out and counted.
 *
 * @returns undefined when the table has no time column
 */
export function readTimes(
  table: CsvTable,
): { readonly rows: readonly TimedRow[]; readonly damage: readonly string[] } | undefined {
  const time = timeColumns.find((c) => table.header.includes(c.name));
  if (time === undefined) return undefined;
  const column = table.header.indexOf(time.name);
  const rows: TimedRow[] = [];
  const seen = new Set<string>();
  let untimed = 0;
  let repeated = 0;
  let unordered = 0;
  for (const row of table.rows) {
    const stampNs = decimalToNs(row[column] ?? "", time.unitExponent);
    const key = row.join("\u0000");
    if (stampNs === undefined) untimed++;
    else if (seen.has(key)) repeated++;
    else {
      const previous = rows.at(-1);
      if (previous !== undefined && stampNs < previous.stampNs) unordered++;
      seen.add(key);
      rows.push({ stampNs, row });
    }
  }
  // Stable, so that rows of the same time keep the order they were written in.
  rows.sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0));
  const damage = [
    ...(untimed > 0 ? [`${untimed} row(s) without a readable ${time.name} left out`] : []),
    ...(repeated > 0 ? [`${repeated} repeated row(s) left out`] : []),
    ...(unordered > 0 ? [`${unordered} row(s) out of time order, put in order`] : []),
  ];
  return { rows, damage };
}
