import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../core/clock.ts";

/** A message with its place in time; what else it holds is the sender's business. */
interface Timed {
  readonly stampNs: bigint;
}

export interface PlaybackOptions<T extends Timed> {
  /** In time order. Read one ahead of what is sent. */
  readonly messages: AsyncIterable<T>;
  /** Sends one message; resolves when there is room for the next. */
  readonly send: (message: T) => Promise<void>;
  /** Recorded seconds per real second; "max" sends as fast as there is room. */
  readonly rate: number | "max";
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

export interface PlaybackTotals {
  readonly sent: number;
  /** Sent more than `lateAfterMs` behind their time. Late messages are sent, never dropped. */
  readonly late: number;
  readonly worstLateMs: number;
  readonly seconds: number;
}

/** A timer of Node may be this late without anything being wrong. */
const lateAfterMs = 5;

/**
 * Sends messages at the pace of their stamps, held on the monotonic clock from the first one on, so
 * that errors do not add up. Ends early, without an error, when `signal` is aborted.
 */
export async function play<T extends Timed>(options: PlaybackOptions<T>): Promise<PlaybackTotals> {
  const { messages, send, rate, clock, signal } = options;
  const startMs = clock.monotonicMs();
  let firstNs: bigint | undefined;
  let originMs = startMs;
  let sent = 0;
  let late = 0;
  let worstLateMs = 0;

  for await (const message of messages) {
    if (isAborted(signal)) break;
    if (firstNs === undefined) {
      firstNs = message.stampNs;
      originMs = clock.monotonicMs();
    }
    if (rate !== "max") {
      const dueMs = originMs + Number(message.stampNs - firstNs) / 1e6 / rate;
      await waitUntil(dueMs, clock, signal);
      if (isAborted(signal)) break;
      const behindMs = clock.monotonicMs() - dueMs;
      if (behindMs > lateAfterMs) late += 1;
      worstLateMs = Math.max(worstLateMs, behindMs);
    }
    await send(message);
    sent += 1;
  }
  return { sent, late, worstLateMs, seconds: (clock.monotonicMs() - startMs) / 1000 };
}

/** `signal.aborted`, which changes behind the back of the control flow. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

async function waitUntil(dueMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  const waitMs = dueMs - clock.monotonicMs();
  if (waitMs <= 0) return;
  try {
    await sleep(waitMs, undefined, { signal });
  } catch {
    // Aborted: the caller looks at the signal.
  }
}
