/** One field of a PCD point. */
export interface PcdField {
  readonly name: string;
  /** Bytes of one element. */
  readonly size: 1 | 2 | 4 | 8;
  /** I signed, U unsigned, F floating point. */
  readonly type: "I" | "U" | "F";
  /** Elements of this field in a point. */
  readonly count: number;
  /** Bytes before this field in a binary point. */
  readonly offset: number;
  /** Columns before this field in an ascii point. */
  readonly column: number;
}

export interface PcdHeader {
  readonly fields: readonly PcdField[];
  readonly points: number;
  readonly data: "ascii" | "binary" | "binary_compressed";
  /** Bytes of one binary point. */
  readonly stride: number;
  /** Where the points begin. */
  readonly bodyOffset: number;
}

/** A header is a dozen short lines; what has no DATA line by then is something else. */
const maxHeaderBytes = 16 * 1024;
const maxFields = 256;

/** Real points have at most some fifty bytes; the bound keeps a false header from asking for memory. */
const maxPointBytes = 512;

/**
 * Parses the text header of a PCD file, versions .5 to .7. VERSION, VIEWPOINT, COUNT and HEIGHT may
 * be absent.
 *
 * @returns a sentence saying what is wrong, instead of a header
 */
export function parsePcdHeader(bytes: Uint8Array): PcdHeader | string {
  const text = Buffer.from(bytes.subarray(0, maxHeaderBytes)).toString("latin1");
  const end = /^DATA[ \t]+(\w+)[ \t]*\r?\n/m.exec(text);
  if (end === null) return "its header has no DATA line";
  const lines = new Map<string, readonly string[]>();
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const [key, ...values] = line.trim().split(/\s+/);
    if (key !== undefined && !key.startsWith("#")) lines.set(key, values);
  }
  const data = end[1]!;
  if (data !== "ascii" && data !== "binary" && data !== "binary_compressed") {
    return `its DATA is '${data}', expected ascii, binary or binary_compressed`;
  }
  const fields = parseFields(lines);
  if (typeof fields === "string") return fields;
  const width = wholeNumber(lines.get("WIDTH")?.[0]);
  const height = wholeNumber(lines.get("HEIGHT")?.[0] ?? "1");
  const points = wholeNumber(lines.get("POINTS")?.[0]) ?? (width ?? NaN) * (height ?? NaN);
  if (Number.isNaN(points)) return "its header says neither POINTS nor WIDTH and HEIGHT";
  const last = fields.at(-1)!;
  const stride = last.offset + last.size * last.count;
  if (stride > maxPointBytes) return `its points have ${stride} bytes, more than ${maxPointBytes}`;
  return { fields, points, data, stride, bodyOffset: end.index + end[0].length };
}

function parseFields(lines: ReadonlyMap<string, readonly string[]>): PcdField[] | string {
  const names = lines.get("FIELDS") ?? [];
  if (names.length === 0 || names.length > maxFields) return "its header has no usable FIELDS line";
  const sizes = lines.get("SIZE") ?? [];
  const types = lines.get("TYPE") ?? [];
  const counts = lines.get("COUNT") ?? names.map(() => "1");
  const fields: PcdField[] = [];
  let offset = 0;
  let column = 0;
  for (const [i, name] of names.entries()) {
    const size = wholeNumber(sizes[i]);
    const type = types[i];
    const count = wholeNumber(counts[i]);
    if (size !== 1 && size !== 2 && size !== 4 && size !== 8) {
      return `its field '${name}' has SIZE ${String(sizes[i])}, expected 1, 2, 4 or 8`;
    }
    if (type !== "I" && type !== "U" && type !== "F") {
      return `its field '${name}' has TYPE ${String(type)}, expected I, U or F`;
    }
    if (type === "F" && size < 4) return `its field '${name}' is a float of ${size} bytes`;
    if (count === undefined || count < 1 || count > 65_536) {
      return `its field '${name}' has COUNT ${String(counts[i])}`;
    }
    fields.push({ name, size, type, count, offset, column });
    offset += size * count;
    column += count;
  }
  return fields;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? Number(text) : undefined;
}
