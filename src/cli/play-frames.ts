import type { CommandContext, CommandResult } from "./command.ts";
import {
  openFrameSender,
  type FrameSender,
  type OutgoingFrame,
  type SendTarget,
} from "../app/playback/frame-sender.ts";
import { play } from "../app/playback/play.ts";
import { openLiveScreen, type LiveView } from "./ui/live-screen.ts";
import { bytes, byReason, count, duration } from "./ui/words.ts";
import { until } from "./until.ts";

export interface PlayOptions {
  /** In time order. */
  readonly frames: AsyncIterable<OutgoingFrame>;
  /** Every sensor that `frames` may hold. */
  readonly sensors: readonly string[];
  readonly targets: readonly SendTarget[];
  readonly fleet: string;
  readonly device: string;
  readonly rate: number | "max";
  /** How long to wait for a subscriber before the first frame. */
  readonly waitS: number;
}

/**
 * Plays frames onto transports, paced by their stamps, until they end or Ctrl-C, and tells how it
 * went: frames by sensor, bytes, drops, how many were late.
 *
 * @throws AppError OPTION_INVALID, TRANSPORT_…
 */
export async function playFrames(
  options: PlayOptions,
  context: CommandContext,
): Promise<CommandResult> {
  const { clock, log, signal, terminal } = context;
  const { frames, rate, targets } = options;
  const sender = await openFrameSender(targets, { ...options, log });
  const screen = openLiveScreen({ terminal, clock });
  const startMs = clock.monotonicMs();
  const view = (): LiveView => progress(sender, (clock.monotonicMs() - startMs) / 1000);
  try {
    if (options.waitS > 0) await waitForListeners(sender, options.waitS, context);
    const totals = await play({
      messages: frames,
      send: async (frame) => {
        await sender.send(frame, { isPatient: rate === "max" });
        screen.update(view);
      },
      rate,
      clock,
      signal,
    });
    screen.close(view);
    return {
      json: { ...sender.totals(), ...totals },
      text: [
        `sent ${count(totals.sent)} frames in ${totals.seconds.toFixed(1)} s, ` +
          `${count(totals.late)} late (at worst ${totals.worstLateMs.toFixed(0)} ms)`,
      ],
    };
  } finally {
    screen.close();
    await sender.close();
  }
}

function progress(sender: FrameSender, seconds: number): LiveView {
  const { frames, bytes: sentBytes, dropped } = sender.totals();
  const sensors = Object.entries(frames).map(([sensor, n]) => `${sensor} ${count(n)}`);
  const lost = byReason(dropped);
  const line = [
    duration(seconds),
    ...sensors,
    bytes(sentBytes),
    ...(lost === "" ? [] : [`dropped ${lost}`]),
  ].join("  ");
  return { screen: [line], plain: [line] };
}

/** Most who wait have not noticed that they did by then. */
const sayAfterMs = 300;

async function waitForListeners(
  sender: FrameSender,
  seconds: number,
  { log, signal }: CommandContext,
): Promise<void> {
  const notice = setTimeout(() => {
    log.info(`waiting for a subscriber, at most ${seconds} s`);
  }, sayAfterMs);
  const stopped = until({ signal });
  const unheard = await Promise.race([
    sender.waitForSubscribers(seconds * 1000),
    stopped.done.then(() => []),
  ]);
  stopped.finish();
  clearTimeout(notice);
  for (const url of unheard) log.warn(`nobody listens on ${url} yet: frames sent now are lost`);
}
