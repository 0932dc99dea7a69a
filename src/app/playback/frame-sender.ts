import { setTimeout as sleep } from "node:timers/promises";
import { fail } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { decoders } from "../../decode/index.ts";
import { identifierPattern, topicFor, type DeviceAddress } from "../../publish/topics.ts";
import { openTransports } from "../open-transports.ts";

/** Where frames go: everything, or one sensor's only. */
export interface SendTarget {
  readonly url: string;
  readonly sensor?: string | undefined;
}

/** One frame on its way out. */
export interface OutgoingFrame {
  readonly sensor: string;
  readonly encoding: string;
  readonly stampNs: bigint;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Frames onto transports: what a robot's drivers would do. */
export interface FrameSender {
  /**
   * Sends to every target that wants this sensor. With `isPatient` it waits for room first; a frame
   * that could not leave for `expiryS` seconds is dropped.
   */
  send(
    frame: OutgoingFrame,
    options: { readonly isPatient: boolean; readonly expiryS?: number | undefined },
  ): Promise<void>;
  /** Waits until somebody listens on every transport that can tell. Names those that nobody does. */
  waitForSubscribers(timeoutMs: number): Promise<readonly string[]>;
  totals(): SendTotals;
  /** Lets what is queued go out, then closes every transport. */
  close(): Promise<void>;
}

interface SendTotals {
  /** Frames by sensor; one that went to two addresses counts once. */
  readonly frames: Readonly<Record<string, number>>;
  /** Payload bytes over all addresses. */
  readonly bytes: number;
  /** What a transport threw away because its peer was slow, by reason, over all transports. */
  readonly dropped: Readonly<Record<string, number>>;
}

const maxQueuedBytes = 32_000_000;

/** `camera=mqtt://host` sends that sensor only, `mqtt://host` everything. */
export function parseTarget(text: string): SendTarget {
  const equals = text.indexOf("=");
  const sensor = text.slice(0, Math.max(equals, 0));
  return identifierPattern.test(sensor) ? { sensor, url: text.slice(equals + 1) } : { url: text };
}

/**
 * Opens one transport for each address named.
 * @throws AppError OPTION_INVALID when a target names a sensor that there is none of; TRANSPORT_…
 */
export async function openFrameSender(
  targets: readonly SendTarget[],
  options: DeviceAddress & {
    readonly sensors: readonly string[];
    /** Topics by sensor, where they are not the usual `…/{sensor}/frame`. */
    readonly topics?: Readonly<Record<string, string>> | undefined;
    readonly log: Logger;
  },
): Promise<FrameSender> {
  const { fleet, device, sensors, topics = {}, log } = options;
  for (const { sensor } of targets) {
    if (sensor !== undefined && !sensors.includes(sensor)) {
      fail(
        "OPTION_INVALID",
        "--to",
        `<url> or <sensor>=<url> with a sensor of ${sensors.join(", ")}`,
        sensor,
      );
    }
  }
  const transports = await openTransports(
    targets.map((t) => t.url),
    { role: "publisher", maxQueuedBytes, maxMessageBytes: 1_000_000, connectTimeoutMs: 1500 },
  );
  const routes = new Map(
    sensors.map((sensor) => {
      const urls = targets
        .filter((t) => t.sensor === undefined || t.sensor === sensor)
        .map((t) => t.url);
      return [sensor, transports.filter((t) => urls.includes(t.url))];
    }),
  );
  for (const [sensor, ways] of routes) {
    if (ways.length === 0) log.warn(`no --to takes sensor '${sensor}': it is not sent`);
  }
  const frames = new Map<string, number>();
  let bytes = 0;

  return {
    send: async ({ sensor, encoding, stampNs, sequence, payload }, { isPatient, expiryS }) => {
      const contentType = decoders.has(encoding)
        ? decoders.get(encoding).contentTypes[0]
        : undefined;
      const ways = routes.get(sensor) ?? [];
      for (const transport of ways) {
        while (isPatient && transport.stats().queuedBytes > maxQueuedBytes / 4) await sleep(1);
        transport.publish({
          topic: topics[sensor] ?? topicFor({ fleet, device, sensor, kind: "frame" }),
          payload,
          contentType,
          stampNs,
          sequence,
          expiryS,
          delivery: "latest",
        });
        bytes += payload.length;
      }
      if (ways.length > 0) frames.set(sensor, (frames.get(sensor) ?? 0) + 1);
    },
    waitForSubscribers: async (timeoutMs) => {
      const isHeard = await Promise.all(transports.map((t) => t.waitForSubscriber(timeoutMs)));
      return transports.filter((_, i) => !isHeard[i]).map((t) => t.url);
    },
    totals: () => {
      const dropped: Record<string, number> = {};
      for (const transport of transports) {
        for (const [reason, n] of Object.entries(transport.stats().dropped)) {
          dropped[reason] = (dropped[reason] ?? 0) + n;
        }
      }
      return { frames: Object.fromEntries(frames), bytes, dropped };
    },
    close: async () => {
      await Promise.all(transports.map((t) => t.close()));
    },
  };
}
