// A colour sequence takes no room on the screen.
const piece = /\u001b\[[0-9;]*m|./gu; // eslint-disable-line no-control-regex

/** Cuts a line so that it takes at most `columns` cells, keeping every colour sequence. */
export function fitWidth(line: string, columns: number): string {
  let used = 0;
  let cut = "";
  for (const [part] of line.matchAll(piece)) {
    if (part.startsWith("\u001b")) cut += part;
    else if (++used <= columns) cut += part;
  }
  return cut;
}

/** Cells that a line takes, colour sequences aside. Every character counts as one cell. */
export function widthOf(line: string): number {
  let used = 0;
  for (const [part] of line.matchAll(piece)) if (!part.startsWith("\u001b")) used += 1;
  return used;
}
