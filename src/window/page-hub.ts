import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { PipelineObserver } from "../app/run.ts";
import type { AnsweredFrame } from "../app/sensor-flow.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { samplePicture } from "../frames/sample-picture.ts";
import type { LearnerEvent } from "../learn/learner-messages.ts";
import type { Glimpse } from "../learn/glimpse.ts";
import { compactJson } from "./compact-json.ts";
import { encodeTiles, type Tile } from "./encode-tiles.ts";
import { createPointLog } from "./point-log.ts";
import { pictureMessage } from "./picture-message.ts";
import { createReadingLog, readingOf } from "./reading.ts";
import { timelineEntry } from "./timeline.ts";
import { createViewer, type Viewer } from "./viewer.ts";
import type { Hello, PageMessage, PictureHeader, State, TimelineEntry } from "./wire.ts";

export interface PageHubOptions {
  readonly fleet: string;
  readonly device: string;
  readonly sensors: Hello["sensors"];
  readonly state: () => State;
  /** Asks for a sensor's glimpse, which comes as an event. */
  readonly askForGlimpse: (sensor: string) => void;
  /** Pictures of a sensor a second, at most. */
  readonly picturesPerSecond: number;
  /** For each viewer. */
  readonly bitsPerSecond: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Everything that the pages of one run are shown. Keeps the last minutes for pages that come later. */
export interface PageHub extends PipelineObserver {
  /** A page has come. */
  welcome(socket: WebSocket): void;
  viewers(): number;
  /** Messages that no viewer's link had room for. */
  dropped(): number;
  close(): Promise<void>;
}

const everyMs = 1000;
/** Ten minutes in steps of two seconds. */
const historyLength = 300;
const historyEveryMs = 2000;
const timelineLength = 64;
/** A phone shows no more, and a weak link carries no more. */
const widestPx = 320;
/** A glimpse costs the learner a forward pass. */
const glimpseEveryMs = 3000;

/**
 * Opens the hub. Without a viewer nothing is encoded and nobody is asked; a picture is encoded once for all
 * viewers, one at a time for each sensor: a frame that comes meanwhile is not shown.
 */
export function openPageHub(options: PageHubOptions): PageHub {
  const { fleet, device, sensors, clock, log } = options;
  const run = randomUUID();
  const history = createReadingLog(historyLength);
  const timeline: TimelineEntry[] = [];
  const points = createPointLog();
  const viewers = new Map<Viewer, { isPaused: boolean }>();
  const newest = new Map<string, Uint8Array>();
  const busy = new Set<string>();
  const shownMs = new Map<string, number>();
  let historyMs = -Infinity;
  let glimpseMs = -Infinity;
  let lost = 0;
  const wallMs = (): number => Number(clock.wallNs() / 1_000_000n);
  const awake = (): Viewer[] => [...viewers].flatMap(([v, { isPaused }]) => (isPaused ? [] : [v]));

  const tellAll = (message: PageMessage): void => {
    if (viewers.size === 0) return;
    const text = compactJson(message, 4);
    for (const viewer of awake()) viewer.tell(text);
  };
  const show = async (header: PictureHeader, tiles: () => readonly Tile[]): Promise<void> => {
    const place = `${header.sensor}/${header.content}`;
    if (busy.has(place)) return;
    busy.add(place);
    try {
      const message = pictureMessage(header, await encodeTiles(tiles(), { widestPx }));
      newest.set(place, message);
      for (const viewer of awake()) viewer.offer(message);
    } catch (error) {
      log.debug(`window: no picture of ${place}: ${String(error)}`);
    } finally {
      busy.delete(place);
    }
  };
  const showGlimpse = (sensor: string, { foreseen, remembered }: Glimpse): void => {
    const first = remembered[0];
    if (first) {
      const stampMs = Number(first.stampNs / 1_000_000n);
      const now = points.newestStampNs(sensor) ?? remembered.at(-1)!.stampNs;
      const agesS = remembered.map(({ stampNs }) => Number(now - stampNs) / 1e9);
      const header = { sensor, content: "remembered", tiles: remembered.length, stampMs, agesS };
      void show({ ...header, content: "remembered" }, () => remembered);
    }
    if (!foreseen) return;
    const { last, predicted, came, error, horizonMs, stampNs } = foreseen;
    const stampMs = Number(stampNs / 1_000_000n);
    void show({ sensor, content: "foreseen", tiles: 4, stampMs, horizonMs }, () => [
      { picture: last },
      { picture: predicted },
      { picture: came },
      { picture: error, isError: true },
    ]);
  };

  const tick = (): void => {
    const state = options.state();
    const nowMs = clock.monotonicMs();
    if (nowMs - historyMs >= historyEveryMs) {
      historyMs = nowMs;
      history.add(state.atMs, readingOf(state));
    }
    tellAll(state);
    if (awake().length === 0 || nowMs - glimpseMs < glimpseEveryMs) return;
    glimpseMs = nowMs;
    for (const { name } of sensors) options.askForGlimpse(name);
  };
  const timer = setInterval(tick, everyMs);
  timer.unref();

  return {
    answered: ({ sample, answer }: AnsweredFrame) => {
      const { sensor, stampNs } = sample;
      const point = points.add(sensor, { stampNs, atMs: wallMs(), embedding: answer.embedding });
      if (point) tellAll(point);
      if (!awake().some((viewer) => !viewer.isBehind())) return;
      const nowMs = clock.monotonicMs();
      const dueMs = (shownMs.get(sensor) ?? -Infinity) + 1000 / options.picturesPerSecond;
      // A frame that is a little early is shown: else ten a second at four would become three.
      if (nowMs < dueMs - 20) return;
      shownMs.set(sensor, Math.max(nowMs - 1000, Math.min(nowMs, dueMs)));
      const stampMs = Number(stampNs / 1_000_000n);
      void show({ sensor, content: "live", tiles: 1, stampMs }, () => [
        { picture: samplePicture(sample) },
      ]);
    },
    learned: (event: LearnerEvent) => {
      if (event.kind === "glimpse") showGlimpse(event.sensor, event.glimpse);
      const entry = timelineEntry(event, wallMs());
      if (!entry) return;
      timeline.push(entry);
      if (timeline.length > timelineLength) timeline.shift();
      tellAll(entry);
    },
    welcome: (socket) => {
      const viewer = createViewer({ socket, clock, bitsPerSecond: options.bitsPerSecond });
      const own = { isPaused: false };
      viewers.set(viewer, own);
      socket.on("message", (data: Buffer) => {
        const request = data.toString("utf8");
        if (request === "pause") own.isPaused = true;
        if (request === "resume") own.isPaused = false;
      });
      void viewer.closed.then(() => {
        lost += viewer.dropped;
        viewers.delete(viewer);
      });
      const columns = history.columns();
      const said: Hello = {
        ...{ kind: "hello", run, fleet, device, sensors, timeline, history: columns },
        points: points.all(),
      };
      viewer.tell(compactJson(said, 3));
      viewer.tell(compactJson(options.state(), 4));
      for (const message of newest.values()) viewer.offer(message);
    },
    viewers: () => viewers.size,
    dropped: () => [...viewers.keys()].reduce((sum, viewer) => sum + viewer.dropped, lost),
    close: async () => {
      clearInterval(timer);
      for (const viewer of viewers.keys()) viewer.close();
      await Promise.all([...viewers.keys()].map((viewer) => viewer.closed));
    },
  };
}
