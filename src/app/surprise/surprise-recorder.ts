import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { tap, type MonoTypeOperatorFunction } from "rxjs";
import type { SurpriseConfig } from "../../config/surprise-config.ts";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import {
  encodeFeatures,
  featuresContentType,
  type FeatureMessage,
} from "../../publish/feature-message.ts";
import { encodeSurprise, surpriseContentType } from "../../publish/surprise-message.ts";
import { topicFor, type DeviceAddress } from "../../publish/topics.ts";
import type { IncomingMessage } from "../../transport/transport.ts";
import { liveEncoding } from "../record/live-encoding.ts";
import { openRecorder, type Recorder } from "../record/open-recorder.ts";
import type { RecordRequest } from "../record/recorder-worker.ts";
import type { SurpriseFiles } from "../run-status.ts";
import type { AnsweredFrame } from "../sensor-flow.ts";
import { createDiskBudget } from "./disk-budget.ts";
import { createMessageRing, type Kept } from "./message-ring.ts";
import { surpriseOf } from "./surprise-of.ts";

/** Writes the seconds around a surprise to a file of its own. */
export interface SurpriseRecorder {
  /** Remembers a copy of each of a sensor's messages, and lets it pass. Holds what the memory bound allows. */
  remember(encoding: string | undefined): MonoTypeOperatorFunction<IncomingMessage>;
  /** Remembers what was published of a frame, and starts a file when it surprised. Never waits. */
  answered(frame: AnsweredFrame, features: FeatureMessage): void;
  counts(): SurpriseFiles;
  /** Ends the file in progress. */
  close(): Promise<void>;
}

type Remembered = Kept & Omit<RecordRequest, "payload">;

interface OpenFile {
  readonly name: string;
  bytes: number;
  recorder?: Recorder;
  end(): void;
  readonly ended: Promise<void>;
}

const chunkBytes = 1_000_000;
/** Room for a file is asked for in steps of this much. */
const roomBytes = 4_000_000;
/** What a message and its index take in a file besides the payload. */
const overheadBytes = 128;

/**
 * A disk that is full or gone ends the file and raises an alarm in the log; nothing else hears of it.
 *
 * @param options.settings section `surprise.record` of the configuration
 */
export function createSurpriseRecorder(options: {
  readonly settings: NonNullable<SurpriseConfig["record"]>;
  readonly address: DeviceAddress;
  readonly clock: Clock;
  readonly log: Logger;
}): SurpriseRecorder {
  const { settings, address, clock, log } = options;
  const { directory, above, beforeS, afterS } = settings;
  const ring = createMessageRing<Remembered>({
    maxAgeMs: 1000 * (beforeS + afterS),
    maxBytes: settings.memoryMb * 1e6,
  });
  const budget = createDiskBudget(directory, settings.diskMb * 1e6);
  let file: OpenFile | undefined;
  let notBeforeMs = -Infinity;
  const counts = { written: 0, passedOver: 0, failed: 0 };

  const take = (message: Remembered): void => {
    ring.add(message);
    if (file?.recorder) write(file, file.recorder, message);
  };
  const write = (open: OpenFile, recorder: Recorder, message: Remembered): void => {
    recorder.write(message);
    const before = open.bytes;
    open.bytes += message.payload.byteLength + overheadBytes;
    if (Math.floor(before / roomBytes) === Math.floor(open.bytes / roomBytes)) return;
    budget.makeRoom(open.bytes + roomBytes, open.name).then(
      (fits) => {
        if (!fits) open.end();
      },
      () => {
        open.end();
      },
    );
  };
  const run = async (open: OpenFile, sinceMs: number, ending: Promise<void>): Promise<void> => {
    await mkdir(directory, { recursive: true });
    await budget.makeRoom(Math.min(roomBytes, settings.diskMb * 1e6), open.name);
    const recorder = await openRecorder({
      path: join(directory, open.name),
      chunkBytes,
      syncsChunks: false,
      isCompressed: true,
    });
    for (const message of ring.since(sinceMs)) write(open, recorder, message);
    open.recorder = recorder;
    const why = await Promise.race([recorder.stopped, ending]);
    const written = await recorder.close();
    await budget.makeRoom(written?.sizeBytes ?? open.bytes, open.name);
    // Its end is written last: a disk that is full by then is told by what is missing here.
    if (!written) throw new Error(why ?? (await recorder.stopped));
    counts.written += 1;
    log.info(`a surprise is kept in ${join(directory, open.name)}`);
  };
  const start = (sensor: string): void => {
    const nowMs = clock.monotonicMs();
    if (file !== undefined || nowMs < notBeforeMs) {
      counts.passedOver += 1;
      return;
    }
    notBeforeMs = nowMs + 1000 * settings.everyS;
    let end: () => void = () => undefined;
    const ending = new Promise<void>((resolve) => (end = resolve));
    const timer = setTimeout(end, 1000 * afterS);
    const open: OpenFile = {
      name: `surprise-${fileTime(clock.wallNs())}-${sensor}.mcap`,
      bytes: 0,
      end,
      ended: Promise.resolve()
        .then(() => run(open, nowMs - 1000 * beforeS, ending))
        .catch((error: unknown) => {
          counts.failed += 1;
          const why = error instanceof Error ? error.message : String(error);
          log.error(`a surprise could not be kept: ${open.name}: ${why}`);
        })
        .finally(() => {
          clearTimeout(timer);
          file = undefined;
        }),
    };
    file = open;
  };
  /** What this process says of a frame, as it goes out. */
  const said = (
    kind: "features" | "surprise",
    { sensor, sequence, stampNs }: FeatureMessage,
    message: { readonly payload: Uint8Array; readonly contentType: string },
  ): Remembered => ({
    ...message,
    ...{ sequence, stampNs, encoding: kind },
    topic: topicFor({ ...address, sensor, kind }),
    logNs: clock.wallNs(),
    arrivalMs: clock.monotonicMs(),
  });

  return {
    remember: (encoding) =>
      tap((message) => {
        const { topic, contentType, arrivalMs, sequence = 0 } = message;
        const logNs = clock.wallNs();
        // A copy: the decoder takes the payload over.
        const payload = message.payload.slice();
        const stampNs = message.stampNs ?? logNs;
        const found = liveEncoding(message, encoding);
        const number = sequence % 2 ** 32;
        take({
          ...{ topic, contentType, arrivalMs, logNs, stampNs, payload },
          encoding: found,
          sequence: number,
        });
      }),
    answered: ({ answer }, features) => {
      const { surprise } = answer;
      const payload = encodeFeatures(features);
      take(said("features", features, { payload, contentType: featuresContentType }));
      if (!surprise) return;
      const own = encodeSurprise(surpriseOf(features, surprise));
      take(said("surprise", features, { payload: own, contentType: surpriseContentType }));
      if (surprise.quantile !== undefined && surprise.quantile > above) start(features.sensor);
    },
    counts: () => ({ ...counts, deleted: budget.deleted }),
    close: async () => {
      file?.end();
      await file?.ended;
    },
  };
}

/** `20261123T221500.123Z`: sorts by time and is no trouble for any file system. */
function fileTime(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString().replaceAll(/[-:]/g, "");
}
