import { stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fail } from "../core/errors.ts";
import { readCsvTable } from "./csv-table.ts";
import { readFileColumn } from "./file-column.ts";
import { createFileRecording, type RecordedFileStream } from "./file-recording.ts";
import { readLabelColumn } from "./label-column.ts";
import type { LabelTrack, RecordingFormat } from "./recording.ts";
import { isTimeColumn, readTimes, timeColumnNames } from "./time-column.ts";

const fileName = "frames.csv";

/**
 * A folder with a frames.csv: a time column, columns of file paths (each a stream, named by its
 * column) and numeric columns (each a label track).
 *
 * Paths are relative to the folder and may not leave it. Rows may come in any order.
 */
export const framesCsv: RecordingFormat = {
  name: "frames-csv",
  looksFor: "a folder with a frames.csv",
  async recognises(path) {
    const found = await stat(tableOf(path)).catch(() => undefined);
    return found?.isFile() === true;
  },
  async open(path) {
    const file = tableOf(path);
    const folder = dirname(file);
    const table = await readCsvTable(file);
    const timed = readTimes(table);
    if (timed === undefined) {
      return fail(
        "RECORDING_INVALID",
        file,
        `expected a time column named ${timeColumnNames.join(", ")}; it has ${table.header.join(", ")}`,
      );
    }
    const damage = [...table.damage, ...timed.damage];
    const streams: RecordedFileStream[] = [];
    const labels: LabelTrack[] = [];
    for (const [column, name] of table.header.entries()) {
      if (name === "" || isTimeColumn(name)) continue;
      if (table.header.indexOf(name) !== column) {
        damage.push(`${file}: a second column named '${name}' left out`);
        continue;
      }
      const cells = timed.rows.map(({ row, stampNs }) => ({ stampNs, text: row[column] ?? "" }));
      const files = await readFileColumn({ folder, name, cells });
      damage.push(...files.damage);
      if (files.stream !== undefined) streams.push(files.stream);
      if (files.isPaths) continue;
      const label = readLabelColumn({ name, cells });
      damage.push(...(label?.damage ?? []));
      if (label !== undefined) labels.push(label.track);
    }
    if (streams.length === 0) {
      fail(
        "RECORDING_INVALID",
        file,
        `expected a column with paths of existing .jpg, .png, .webp, .bin or .pcd files; ` +
          `its columns are ${table.header.join(", ")}`,
      );
    }
    return createFileRecording({ path, format: "frames-csv", streams, labels, damage });
  },
};

/** The table of a recording that was named by its folder or by the table itself. */
function tableOf(path: string): string {
  return basename(path) === fileName ? path : join(path, fileName);
}
