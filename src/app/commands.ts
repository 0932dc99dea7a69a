import { timingSafeEqual, createHash } from "node:crypto";
import type { Observable } from "rxjs";
import { z } from "zod";
import { predictionHorizonMs } from "../config/surprise-config.ts";
import type { Logger } from "../core/log.ts";
import { parseTopic } from "../publish/topics.ts";
import type { IncomingMessage } from "../transport/transport.ts";
import type { EncoderSwitch } from "./encoder-switch.ts";
import type { Predictions } from "./surprise/predictions.ts";

/** What every command brings. */
const common = {
  /** What the robot was started with: SACCADE_COMMAND_TOKEN. */
  token: z.string().max(1024),
  /** When it was given, milliseconds since the Unix epoch: a kept or replayed one does nothing. */
  issuedMs: z.number(),
};
/** A command as it comes over the wire. */
const commandSchema = z.discriminatedUnion("command", [
  z.strictObject({
    ...common,
    command: z.literal("rollback"),
    /** Why, for the log and the event. */
    reason: z.string().max(500).optional(),
  }),
  z.strictObject({
    ...common,
    command: z.literal("predict"),
    /** How far ahead of the newest frame. */
    horizonMs: predictionHorizonMs,
  }),
]);

/** A command older or younger than this is not obeyed, milliseconds. */
const longestWayMs = 30_000;
/** No command is longer. */
const mostBytes = 4096;

export interface CommandOptions {
  readonly messages: Observable<IncomingMessage>;
  readonly token: string;
  readonly encoders: Pick<EncoderSwitch, "rollBack">;
  readonly predictions: Pick<Predictions, "ask">;
  readonly log: Logger;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/**
 * Obeys commands for sensors (`saccade/v1/{fleet}/{device}/{sensor}/command`). What is no command, brings no
 * token or comes late is logged with the reason and otherwise ignored; each command is obeyed once.
 *
 * @returns ends it
 */
export function obeyCommands(options: CommandOptions): () => void {
  const { messages, token, encoders, predictions, log, now } = options;
  const obeyed = new Map<string, number>();
  const obey = ({ topic, payload }: IncomingMessage): void => {
    const sensor = parseTopic(topic)?.sensor;
    if (sensor === undefined) return;
    const ignore = (reason: string): void => {
      log.warn(`${sensor}: a command was ignored: ${reason}`);
    };
    const parsed = parse(payload);
    if (!parsed) {
      ignore("it is no command");
      return;
    }
    if (!isSame(parsed.token, token)) {
      ignore("its token is another");
      return;
    }
    const nowMs = now();
    if (!(Math.abs(nowMs - parsed.issuedMs) <= longestWayMs)) {
      ignore(`it was given ${Math.round((nowMs - parsed.issuedMs) / 1000)} s ago`);
      return;
    }
    for (const [key, atMs] of obeyed) if (nowMs - atMs > 2 * longestWayMs) obeyed.delete(key);
    const key = `${sensor} ${parsed.command} ${parsed.issuedMs}`;
    if (obeyed.has(key)) {
      ignore("it came twice");
      return;
    }
    obeyed.set(key, nowMs);
    switch (parsed.command) {
      case "rollback":
        void encoders.rollBack(sensor, parsed.reason ?? "a command asked for it");
        return;
      case "predict":
        predictions.ask(sensor, parsed.horizonMs);
        return;
    }
  };
  const subscription = messages.subscribe({
    next: obey,
    error: (error: unknown) => {
      log.error(`commands are obeyed no more: ${String(error)}`);
    },
  });
  return () => {
    subscription.unsubscribe();
  };
}

function parse(payload: Uint8Array): z.infer<typeof commandSchema> | undefined {
  if (payload.byteLength > mostBytes) return undefined;
  try {
    return commandSchema.safeParse(JSON.parse(new TextDecoder().decode(payload))).data;
  } catch {
    return undefined;
  }
}

/** In a time that does not tell where two tokens differ. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
