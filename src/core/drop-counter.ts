/** Counts what was thrown away, by reason, so that `received = used + Σ dropped` can be checked. */
export interface DropCounter {
  /** Adds `count` (default 1) drops under `reason`, a kebab-case word such as `decode-failed`. */
  add(reason: string, count?: number): void;
  /** Drops by reason, reasons in the order first seen. A copy. */
  byReason(): Readonly<Record<string, number>>;
  total(): number;
}

export function createDropCounter(): DropCounter {
  const counts = new Map<string, number>();
  return {
    add: (reason, count = 1) => {
      counts.set(reason, (counts.get(reason) ?? 0) + count);
    },
    byReason: () => Object.fromEntries(counts),
    total: () => [...counts.values()].reduce((sum, n) => sum + n, 0),
  };
}
