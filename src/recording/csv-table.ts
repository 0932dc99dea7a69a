import { readFile, stat } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { AppError, fail, failFrom } from "../core/errors.ts";

/** The whole table is held as text while a recording is opened; half a million rows fit. */
const maxTableBytes = 64 * 1024 * 1024;

/** A CSV file as text: every row as long as the header, absent cells empty. */
export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly damage: readonly string[];
}

/**
 * Reads a CSV file as people and spreadsheets write it: byte order mark, CRLF, quoted cells, blank
 * lines and ragged rows are accepted; rows whose quoting is broken are left out and counted.
 *
 * @throws AppError RECORDING_INVALID when the file cannot be read, is too large or has no header
 */
export async function readCsvTable(file: string): Promise<CsvTable> {
  const text = await readText(file);
  const brokenAt: string[] = [];
  let records: readonly (readonly string[])[];
  try {
    records = parse(text, {
      bom: true,
      trim: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      skip_records_with_error: true,
      on_skip: (error) => {
        brokenAt.push(String(error?.["lines"]));
        return undefined;
      },
    });
  } catch (error) {
    return failFrom(error, "RECORDING_INVALID", file, `it is not CSV (${String(error)})`);
  }
  const header = records[0];
  if (header === undefined) return fail("RECORDING_INVALID", file, "it has no header row");

  const damage: string[] = [];
  const data = records.slice(1);
  const ragged = data.filter((row) => row.length !== header.length).length;
  if (brokenAt.length > 0) {
    damage.push(`${file}: rows with broken quoting left out, at line ${brokenAt.join(", ")}`);
  }
  if (ragged > 0) {
    damage.push(`${file}: ${ragged} row(s) do not have ${header.length} cells like the header`);
  }
  const rows = data.map((row) =>
    row.length === header.length ? row : header.map((_, column) => row[column] ?? ""),
  );
  return { header, rows, damage };
}

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > maxTableBytes) {
      fail("RECORDING_INVALID", file, `expected at most ${maxTableBytes} bytes, it has ${size}`);
    }
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof AppError) throw error;
    return failFrom(error, "RECORDING_INVALID", file, String(error));
  }
}
