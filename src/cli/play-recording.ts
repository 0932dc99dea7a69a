import { setTimeout as sleep } from "node:timers/promises";
import type { Recording, RecordedStream } from "../recording/recording.ts";
import type { CommandContext, CommandResult } from "./command.ts";
import { openFrameSender, type OutgoingFrame, type SendTarget } from "./frame-sender.ts";
import { play } from "./playback.ts";
import { openLiveScreen, type LiveView } from "./ui/live-screen.ts";
import { bytes, byReason, count, duration } from "./ui/words.ts";

export interface PlayOptions {
  readonly targets: readonly SendTarget[];
  readonly fleet: string;
  readonly device: string;
  readonly rate: number | "max";
  readonly loops: number;
  /** How long to wait for a subscriber before the first frame. */
  readonly waitS: number;
  /** Sensor name by stream name: only these streams are played. */
  readonly sensors: ReadonlyMap<string, string>;
}

/** Plays a recording onto transports, paced by its stamps, and tells how it went. */
export async function playRecording(
  recording: Recording,
  options: PlayOptions,
  { clock, log, signal, terminal }: CommandContext,
): Promise<CommandResult> {
  const { targets, fleet, device, rate, sensors, waitS } = options;
  const sender = await openFrameSender(targets, {
    fleet,
    device,
    sensors: [...sensors.values()],
    log,
  });
  const damage: string[] = [];
  const screen = openLiveScreen({ terminal, clock });
  const startMs = clock.monotonicMs();
  const view = (): LiveView => {
    const { frames, bytes: sent, dropped } = sender.totals();
    const seconds = (clock.monotonicMs() - startMs) / 1000;
    const parts = Object.entries(frames).map(([sensor, n]) => `${sensor} ${count(n)}`);
    const lost = byReason(dropped);
    const line = [
      duration(seconds),
      ...parts,
      bytes(sent),
      ...(lost ? [`dropped ${lost}`] : []),
    ].join("  ");
    return { screen: [line], plain: [line] };
  };
  try {
    if (waitS > 0) await waitForListeners();
    const totals = await play({
      messages: loopedFrames(recording, options, (sentence) => damage.push(sentence)),
      send: async (frame) => {
        await sender.send(frame, { isPatient: rate === "max" });
        screen.update(view);
      },
      rate,
      clock,
      signal,
    });
    screen.close(view);
    for (const sentence of damage) log.warn(sentence);
    const { frames, bytes: sentBytes, dropped } = sender.totals();
    return {
      json: { path: recording.path, frames, bytes: sentBytes, dropped, damage, ...totals },
      text: [
        `sent ${count(totals.sent)} frames in ${totals.seconds.toFixed(1)} s, ` +
          `${count(totals.late)} late (at worst ${totals.worstLateMs.toFixed(0)} ms)`,
      ],
    };
  } finally {
    screen.close();
    await sender.close();
  }

  async function waitForListeners(): Promise<void> {
    const unheard = await Promise.race([sender.waitForSubscribers(waitS * 1000), aborted(signal)]);
    for (const url of unheard) log.warn(`nobody listens on ${url} yet: frames sent now are lost`);
  }
}

async function aborted(signal: AbortSignal): Promise<readonly string[]> {
  if (signal.aborted) return [];
  return new Promise((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        resolve([]);
      },
      { once: true },
    );
  });
}

/** The recording's messages as frames, again and again; stamps and numbers go on from loop to loop. */
async function* loopedFrames(
  recording: Recording,
  { sensors, loops }: PlayOptions,
  onDamage: (sentence: string) => void,
): AsyncGenerator<OutgoingFrame> {
  const streams = new Map(recording.streams.map((s) => [s.name, s]));
  const spanNs = recording.endNs - recording.startNs + periodNs(recording, [...streams.values()]);
  for (let loop = 0; loop < loops; loop++) {
    const messages = recording.messages({
      streams: [...sensors.keys()],
      onDamage: loop === 0 ? onDamage : undefined,
    });
    for await (const { stream, stampNs, sequence, payload } of messages) {
      const { encoding, frameCount } = streams.get(stream)!;
      yield {
        sensor: sensors.get(stream)!,
        encoding,
        stampNs: stampNs + BigInt(loop) * spanNs,
        sequence: sequence + loop * frameCount,
        payload,
      };
    }
    // A recording that gives nothing must not spin.
    if (loop + 1 < loops) await sleep(0);
  }
}

/** Time between two frames of the busiest stream: what separates the end of a loop from its start. */
function periodNs(recording: Recording, streams: readonly RecordedStream[]): bigint {
  const most = Math.max(2, ...streams.map((s) => s.frameCount));
  return (recording.endNs - recording.startNs) / BigInt(most - 1);
}
