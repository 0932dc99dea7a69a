import type { TransportStats } from "../transport/transport.ts";

/** What went over one address since the start. */
export interface TransportTotals {
  readonly received: number;
  readonly sent: number;
  readonly reconnects: number;
  /** What was thrown away before it was handed over or sent, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** What one party at an address counted; a broker counts drops only. */
type Counted = { readonly url: string } & Pick<TransportStats, "dropped"> &
  Partial<Pick<TransportStats, "received" | "sent" | "reconnects">>;

/** Totals by address: what several connections to one address counted is added up. */
export function transportTotals(
  counted: readonly Counted[],
): Readonly<Record<string, TransportTotals>> {
  const totals: Record<string, TransportTotals> = {};
  for (const { url, received = 0, sent = 0, reconnects = 0, dropped } of counted) {
    const before = totals[url];
    const sum: Record<string, number> = { ...before?.dropped };
    for (const [reason, count] of Object.entries(dropped)) sum[reason] = (sum[reason] ?? 0) + count;
    totals[url] = {
      received: (before?.received ?? 0) + received,
      sent: (before?.sent ?? 0) + sent,
      reconnects: (before?.reconnects ?? 0) + reconnects,
      dropped: sum,
    };
  }
  return totals;
}
