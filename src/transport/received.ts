import type { IncomingMessage } from "./transport.ts";

/** What became of bytes off the wire. Bad data is a value: `reason` is what it is counted under. */
export type Received =
  | { readonly ok: true; readonly message: IncomingMessage }
  | { readonly ok: false; readonly reason: string };

/** What a receiver needs to know to judge a message. */
export interface ReceiveLimits {
  readonly maxMessageBytes: number;
  /** When the message came, monotonic milliseconds. */
  readonly arrivalMs: number;
}
