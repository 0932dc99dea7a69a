import { createReadingLog, readingOf, type ReadingLog } from "../src/window/reading.ts";
import type {
  FeaturePoint,
  Hello,
  History,
  PageMessage,
  PictureHeader,
  State,
  TimelineEntry,
} from "../src/window/wire.ts";
import type { LinkListener, LinkStatus } from "./link.ts";

/** A picture that came, and when. */
interface ShownPicture {
  readonly header: PictureHeader;
  readonly image: ImageBitmap;
}

/** What the page knows of the run. */
export interface RunView {
  readonly link: LinkStatus;
  /** When the newest state came, by this page's clock. */
  readonly heardMs?: number | undefined;
  readonly hello?: Hello | undefined;
  readonly state?: State | undefined;
  readonly history: History;
  readonly timeline: readonly TimelineEntry[];
  readonly points: ReadonlyMap<string, readonly FeaturePoint[]>;
  /** Times at which another run took over. */
  readonly restartsMs: readonly number[];
}

export interface RunStore extends LinkListener {
  view(): RunView;
  onView(listener: () => void): () => void;
  pictureOf(sensor: string, content: PictureHeader["content"]): ShownPicture | undefined;
  onPicture(listener: (header: PictureHeader) => void): () => void;
}

const historyLength = 900;
const timelineLength = 64;
const pointsKept = 300;

/** Keeps what came, over a restart of the run too: charts go on with a gap. */
export function createRunStore(): RunStore {
  const viewListeners = new Set<() => void>();
  const pictureListeners = new Set<(header: PictureHeader) => void>();
  const pictures = new Map<string, ShownPicture>();
  const points = new Map<string, FeaturePoint[]>();
  let log: ReadingLog = createReadingLog(historyLength);
  let view: RunView = {
    link: "connecting",
    history: log.columns(),
    timeline: [],
    points,
    restartsMs: [],
  };
  const update = (change: Partial<RunView>): void => {
    view = { ...view, ...change };
    for (const listener of viewListeners) listener();
  };
  const addPoint = (point: FeaturePoint): void => {
    const own = points.get(point.sensor) ?? [];
    points.set(point.sensor, [...own, point].slice(-pointsKept));
  };

  const greet = (hello: Hello): void => {
    const isFirst = view.hello === undefined;
    const isAnother = !isFirst && view.hello?.run !== hello.run;
    if (isFirst) {
      log = createReadingLog(historyLength, hello.history);
      hello.points.forEach(addPoint);
    } else log.interrupt();
    if (isAnother) points.clear();
    const known = new Set(view.timeline.map((entry) => `${entry.sensor}/${entry.atMs}`));
    const news = hello.timeline.filter((entry) => !known.has(`${entry.sensor}/${entry.atMs}`));
    update({
      hello,
      timeline: [...view.timeline, ...news].slice(-timelineLength),
      restartsMs: isAnother ? [...view.restartsMs, Date.now()] : view.restartsMs,
      history: log.columns(),
    });
  };
  const message = (received: PageMessage): void => {
    switch (received.kind) {
      case "hello":
        greet(received);
        return;
      case "state":
        log.add(received.atMs, readingOf(received));
        update({ state: received, heardMs: Date.now(), history: log.columns() });
        return;
      case "point":
        addPoint(received);
        return;
      case "model":
        update({ timeline: [...view.timeline, received].slice(-timelineLength) });
    }
  };
  return {
    message,
    picture: (header, image) => {
      const place = `${header.sensor}/${header.content}`;
      pictures.get(place)?.image.close();
      pictures.set(place, { header, image });
      for (const listener of pictureListeners) listener(header);
    },
    status: (link) => {
      update({ link });
    },
    view: () => view,
    onView: (listener) => {
      viewListeners.add(listener);
      return () => viewListeners.delete(listener);
    },
    pictureOf: (sensor, content) => pictures.get(`${sensor}/${content}`),
    onPicture: (listener) => {
      pictureListeners.add(listener);
      return () => pictureListeners.delete(listener);
    },
  };
}
