import { fail } from "../../core/errors.ts";
import type { RandomAccessFile } from "./random-access-file.ts";

/** One column's value of a row. A blob that is long is fetched later. */
type SqliteValue = null | number | bigint | string | Uint8Array;

/** One row: its number, and its columns read when asked for. */
interface SqliteRow {
  readonly id: number;
  /** Where the row lies: page and cell. */
  readonly page: number;
  readonly cell: number;
  /** The column's value; undefined where it is damaged. */
  column(index: number): SqliteValue | undefined;
}

/** A table of an SQLite file. */
export interface SqliteTable {
  /** Visits every row that can be reached, in order of its id. */
  each(visit: (row: SqliteRow) => void): readonly string[];
  row(place: { readonly page: number; readonly cell: number }): SqliteRow | undefined;
}

const magic = Buffer.from("SQLite format 3\0", "latin1");
const text = new TextDecoder("utf-8");
const maxDepth = 32;

/**
 * Reads tables of an SQLite database page by page: enough for bags, which are written once and read in
 * order. SQLite itself refuses a cut file whole, needs a lock beside it and, in WebAssembly, all of it
 * in memory.
 *
 * Every page number, offset and length is checked; a b-tree that refers back to itself ends.
 * @throws AppError RECORDING_INVALID when the file is no such database
 * @see sqlite.org/fileformat2.html
 */
export function openSqliteFile(file: RandomAccessFile): {
  table(name: string): SqliteTable | undefined;
} {
  const header = file.read(0, 100);
  if (header.length < 100 || Buffer.compare(header.subarray(0, 16), magic) !== 0) {
    fail("RECORDING_INVALID", file.path, "it is no SQLite database");
  }
  const announced = (header[16]! << 8) | header[17]!;
  const pageBytes = announced === 1 ? 65_536 : announced;
  const usable = pageBytes - header[20]!;
  if (pageBytes < 512 || (pageBytes & (pageBytes - 1)) !== 0 || usable < 480) {
    fail("RECORDING_INVALID", file.path, `its pages of ${pageBytes} bytes are none of SQLite's`);
  }

  /** Page `number` from 1, undefined when it is not all there. Owned by the caller. */
  const page = (number: number): Uint8Array | undefined => {
    const bytes = number < 1 ? undefined : file.read((number - 1) * pageBytes, pageBytes);
    return bytes?.length === pageBytes ? Uint8Array.from(bytes) : undefined;
  };

  const readRow = (bytes: Uint8Array, number: number, cell: number): SqliteRow | undefined => {
    const start = cellStart(bytes, number, cell);
    if (start === undefined) return undefined;
    const length = varint(bytes, start);
    const id = length && varint(bytes, length.next);
    if (length === undefined || id === undefined) return undefined;
    const payload = payloadOf(bytes, id.next, length.value, {
      usable,
      page,
      maxBytes: file.sizeBytes,
    });
    return { id: id.value, page: number, cell, column: (index) => columnOf(payload, index) };
  };

  const walk = (
    number: number,
    depth: number,
    visit: (row: SqliteRow) => void,
    damage: { pages: number; rows: number },
    seen: Set<number>,
  ): void => {
    const bytes = seen.has(number) || depth > maxDepth ? undefined : page(number);
    seen.add(number);
    const at = number === 1 ? 100 : 0;
    const kind = bytes?.[at];
    if (bytes === undefined || (kind !== 5 && kind !== 13)) {
      damage.pages++;
      return;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const cells = view.getUint16(at + 3);
    for (let cell = 0; cell < cells; cell++) {
      if (kind === 13) {
        const row = readRow(bytes, number, cell);
        if (row === undefined) damage.rows++;
        else visit(row);
        continue;
      }
      const start = cellStart(bytes, number, cell);
      if (start === undefined || start + 4 > bytes.length) damage.pages++;
      else walk(view.getUint32(start), depth + 1, visit, damage, seen);
    }
    if (kind === 5) walk(view.getUint32(at + 8), depth + 1, visit, damage, seen);
  };

  const tableAt = (root: number): SqliteTable => ({
    each(visit) {
      const damage = { pages: 0, rows: 0 };
      walk(root, 0, visit, damage, new Set());
      return [
        ...(damage.pages > 0
          ? [`${file.path}: ${damage.pages} page(s) are missing or damaged`]
          : []),
        ...(damage.rows > 0 ? [`${file.path}: ${damage.rows} row(s) are damaged`] : []),
      ];
    },
    row: ({ page: number, cell }) => {
      const bytes = page(number);
      return bytes && readRow(bytes, number, cell);
    },
  });

  return {
    table(name) {
      let root: number | undefined;
      // sqlite_schema: type, name, tbl_name, rootpage, sql.
      tableAt(1).each((row) => {
        const at = row.column(3);
        if (row.column(0) === "table" && row.column(1) === name && typeof at === "number")
          root = at;
      });
      return root === undefined ? undefined : tableAt(root);
    },
  };
}

function cellStart(bytes: Uint8Array, number: number, cell: number): number | undefined {
  const at = number === 1 ? 100 : 0;
  const pointers = at + (bytes[at] === 5 ? 12 : 8);
  const pointer = pointers + 2 * cell;
  if (pointer + 2 > bytes.length) return undefined;
  const start = (bytes[pointer]! << 8) | bytes[pointer + 1]!;
  return start < bytes.length ? start : undefined;
}

/** A number of one to nine bytes, seven bits each but the ninth; exact up to 2⁵³. */
function varint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    if (i === 8) return { value: value * 256 + byte, next: at + 9 };
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: at + i + 1 };
  }
  return undefined;
}

interface Pages {
  readonly usable: number;
  readonly page: (number: number) => Uint8Array | undefined;
  /** No row is larger than its file: ends a chain of pages that goes round. */
  readonly maxBytes: number;
}

interface Payload {
  readonly length: number;
  /** What lies in the row's own page. */
  readonly local: Uint8Array;
  /** All of it, with the pages that it overflows to; undefined when some are missing. */
  all(): Uint8Array | undefined;
}

/** @see sqlite.org/fileformat2.html, section 1.6, "B-tree Cell Format" for how much lies in the page */
function payloadOf(bytes: Uint8Array, start: number, length: number, pages: Pages): Payload {
  const { usable, page, maxBytes } = pages;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const rest = least + ((length - least) % (usable - 4));
  const inPage = length <= most ? length : rest <= most ? rest : least;
  const local = bytes.subarray(start, start + inPage);
  return {
    length,
    local,
    all: () => {
      if (length === inPage) return local.length === length ? local : undefined;
      if (length > maxBytes) return undefined;
      const parts = [local];
      let missing = length - local.length;
      let next = uint32At(bytes, start + inPage);
      while (missing > 0) {
        const overflow = next === undefined ? undefined : page(next);
        if (overflow === undefined) return undefined;
        const part = overflow.subarray(4, 4 + Math.min(missing, usable - 4));
        parts.push(part);
        missing -= part.length;
        next = uint32At(overflow, 0);
      }
      return Buffer.concat(parts);
    },
  };
}

function uint32At(bytes: Uint8Array, at: number): number | undefined {
  return at + 4 > bytes.length
    ? undefined
    : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

/** @see sqlite.org/fileformat2.html, section 2.1, "Record Format" */
function columnOf(payload: Payload, wanted: number): SqliteValue | undefined {
  const header = varint(payload.local, 0);
  if (header === undefined || header.value > payload.length) return undefined;
  let type = header;
  let start = header.value;
  for (let index = 0; ; index++) {
    const next = type.next < header.value ? varint(payload.local, type.next) : undefined;
    if (next === undefined) return undefined;
    type = next;
    const length = lengthOf(type.value);
    if (length === undefined) return undefined;
    if (index === wanted) {
      const bytes = start + length <= payload.local.length ? payload.local : payload.all();
      return bytes && start + length <= bytes.length
        ? valueOf(type.value, bytes.subarray(start, start + length))
        : undefined;
    }
    start += length;
  }
}

const fixedLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function lengthOf(type: number): number | undefined {
  return type >= 12 ? Math.floor((type - 12) / 2) : fixedLengths[type];
}

function valueOf(type: number, bytes: Uint8Array): SqliteValue {
  if (type >= 12) return type % 2 === 0 ? bytes : text.decode(bytes);
  if (type === 0) return null;
  if (type === 8) return 0;
  if (type === 9) return 1;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === 7) return view.getFloat64(0);
  if (type === 6) return view.getBigInt64(0);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.readIntBE(0, bytes.length);
}
