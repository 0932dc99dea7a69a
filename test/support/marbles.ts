import { TestScheduler } from "rxjs/testing";
import { expect } from "vitest";

type RunHelpers = Parameters<Parameters<TestScheduler["run"]>[0]>[0];

/** Runs `test` in virtual time: one frame of a marble diagram is one millisecond. */
export function marbles(test: (helpers: RunHelpers) => void): void {
  new TestScheduler((actual, expected) => {
    expect(actual).toEqual(expected);
  }).run(test);
}

/** A value with a sensor's time, as the stream operators see frames. */
export interface StampedValue {
  readonly name: string;
  readonly stampNs: bigint;
}

/** Values for marble diagrams: each letter with its stamp in milliseconds. */
export function stamped<K extends string>(
  stampsMs: Readonly<Record<K, number>>,
): Record<K, StampedValue> {
  const entries = Object.entries<number>(stampsMs).map(([name, ms]) => [
    name,
    { name, stampNs: BigInt(Math.round(ms * 1e6)) },
  ]);
  return Object.fromEntries(entries) as Record<K, StampedValue>;
}

export const stampNsOf = (value: StampedValue): bigint => value.stampNs;

/** Remembers drops as `name:reason`, in order. */
export function dropLog(): {
  readonly lines: string[];
  readonly onDrop: (value: StampedValue | string, reason: string) => void;
} {
  const lines: string[] = [];
  return {
    lines,
    onDrop: (value, reason) => {
      lines.push(`${typeof value === "string" ? value : value.name}:${reason}`);
    },
  };
}
