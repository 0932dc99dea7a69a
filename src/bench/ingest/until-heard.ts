import { appError } from "../../core/errors.ts";
import type { LineProcess } from "../line-process.ts";
import { sentSchema } from "./sender.ts";

const patienceMs = 20_000;

/** Counts payloads, and lets whoever waits know when there are enough. */
export interface Tally {
  add(): void;
  count(): number;
  /** @throws AppError BENCH_PEER_FAILED when they do not come in 20 s */
  reach(count: number): Promise<void>;
}

export function createTally(): Tally {
  let heard = 0;
  let wanted = Infinity;
  let onReached: () => void = () => undefined;
  return {
    add: () => {
      heard += 1;
      if (heard >= wanted) onReached();
    },
    count: () => heard,
    reach: (count) =>
      new Promise((resolve, reject) => {
        const end = (finish: () => void) => () => {
          clearTimeout(timer);
          wanted = Infinity;
          finish();
        };
        const timer = setTimeout(
          end(() => {
            const problem = `${heard} of ${count} messages came`;
            reject(appError("BENCH_PEER_FAILED", ["the sender", problem]));
          }),
          patienceMs,
        );
        wanted = count;
        onReached = end(resolve);
        if (heard >= count) onReached();
      }),
  };
}

/** Sends one message at a time until the receiver hears them: from then on none is lost at the start. */
export async function untilHeard(sender: LineProcess, tally: Tally): Promise<void> {
  const endMs = performance.now() + patienceMs;
  const before = tally.count();
  while (tally.count() === before && performance.now() < endMs) {
    await sender.ask(sentSchema, { do: "send", count: 1, topics: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
