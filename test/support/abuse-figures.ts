import { expect } from "vitest";
import { quantile } from "../../src/bench/statistics.ts";
import { periodMs, type Served, type StreamScene } from "./stream-scene.ts";

/** The decoding queue, what libraries hold beside it, and the collector's leisure. */
const budgetBytes = 64_000_000;
/** A timer of a busy machine is late by this much now and then. */
const slackMs = 15;
const freshMs = 2 * periodMs + slackMs;
/** So many fresh frames in a row, half a second of them, are a stream that is back. */
const enoughFresh = 10;

/** What one case came to; a row of the table of docs/results/ingest.md. */
export interface AbuseFigures {
  readonly abuse: string;
  readonly seconds: number;
  /** By this process; more than what was received where some were lost on the way. */
  readonly sent: number;
  readonly received: number;
  readonly used: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly missed: number;
  readonly rssGrowthMb: number;
  /** Milliseconds from arrival to serving: the longest of those after the cause. */
  readonly longestWaitMs: number;
  /** Milliseconds from the sensor to serving: the middle one and the 99th of a hundred. */
  readonly ageMs: { readonly p50: number; readonly p99: number };
  /** From the end of the cause to the first of ten fresh frames. */
  readonly recoveryMs?: number;
}

/** When the stream was fresh again after `sinceMs`, milliseconds; infinite when it never was. */
function recoveryMs(served: readonly Served[], sinceMs: number): number {
  const after = served.filter(({ atMs }) => atMs > sinceMs);
  const isFresh = ({ ageMs }: Served): boolean => ageMs < freshMs;
  const first = after.findIndex(
    (_, i) => after.length >= i + enoughFresh && after.slice(i, i + enoughFresh).every(isFresh),
  );
  return first < 0 ? Infinity : after[first]!.atMs - sinceMs;
}

/**
 * Ends the scene and checks what has to hold in every case: all that was received is accounted for, memory
 * stayed in its budget, no frame waited longer than two periods, and the usual one was not older when it
 * was served. `sinceMs` = when the cause ended; two seconds later the stream has to be as before.
 */
export async function abuseFigures(
  abuse: string,
  scene: StreamScene,
  sinceMs?: number,
): Promise<AbuseFigures> {
  const backMs = sinceMs === undefined ? undefined : recoveryMs(scene.served, sinceMs);
  const startMs = scene.served[0]!.atMs;
  const { rssGrowthBytes, ...counts } = await scene.finish();
  const judged = scene.served.filter(({ atMs }) => sinceMs === undefined || atMs > sinceMs + 2000);
  const ages = judged.map(({ ageMs }) => ageMs);
  const figures = {
    abuse,
    seconds: Math.round((scene.served.at(-1)!.atMs - startMs) / 1000),
    ...counts,
    rssGrowthMb: Math.round(rssGrowthBytes / 1e6),
    longestWaitMs: Math.round(Math.max(...judged.map(({ waitedMs }) => waitedMs))),
    ageMs: { p50: Math.round(quantile(ages, 0.5)), p99: Math.round(quantile(ages, 0.99)) },
    ...(backMs !== undefined && { recoveryMs: Math.round(backMs) }),
  };
  expect(rssGrowthBytes).toBeLessThan(budgetBytes);
  expect(figures.longestWaitMs).toBeLessThan(freshMs);
  expect(figures.ageMs.p50).toBeLessThan(freshMs);
  if (backMs !== undefined) expect(backMs).toBeLessThan(2000);
  return figures;
}

/** The figures as rows of a table for people. */
export function abuseTable(rows: readonly AbuseFigures[]): string {
  const title =
    "| abuse | s | received | used | dropped | RSS + MB | longest wait ms | age p50, p99 ms | recovery ms |";
  const lines = rows.map((row) => {
    const dropped = Object.entries(row.dropped).map(([reason, count]) => `${reason} ${count}`);
    const { abuse, seconds, received, used, rssGrowthMb, longestWaitMs, ageMs } = row;
    const cells = [abuse, seconds, received, used, dropped.join(", ") || "–"];
    const more = [rssGrowthMb, longestWaitMs, `${ageMs.p50}, ${ageMs.p99}`, row.recoveryMs ?? "–"];
    return `| ${[...cells, ...more].join(" | ")} |`;
  });
  return [title, `|${" --- |".repeat(9)}`, ...lines].join("\n");
}
