/**
 * One JSON object on one line. Big integers become numbers where that is exact, else text; a number
 * that is not finite is left out, because absent means not measured.
 */
export function toJson(value: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (typeof v === "bigint") {
      const isExact = v <= BigInt(Number.MAX_SAFE_INTEGER) && v >= BigInt(Number.MIN_SAFE_INTEGER);
      return isExact ? Number(v) : v.toString();
    }
    if (typeof v === "number" && !Number.isFinite(v)) return undefined;
    return v;
  });
}
