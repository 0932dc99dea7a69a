/** JSON with numbers of at most `digits` significant digits: a chart shows no more, and a weak link is spared. */
export function compactJson(value: unknown, digits: number): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "number" && !Number.isInteger(part) ? Number(part.toPrecision(digits)) : part,
  );
}
