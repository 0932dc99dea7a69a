import { widthOf } from "./fit-width.ts";

/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right" | undefined;
}

/** Rows under a title line, every column as wide as its widest cell. Cells may be painted. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const all = [columns.map((c) => c.title), ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => widthOf(row[i] ?? ""))));
  return all.map((row) =>
    columns
      .map(({ align = "right" }, i) => {
        const cell = row[i] ?? "";
        const space = " ".repeat(widths[i]! - widthOf(cell));
        return align === "left" ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}
