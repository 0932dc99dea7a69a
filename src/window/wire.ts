/**
 * What goes from a run to the page, over a WebSocket. Texts are one JSON `PageMessage` each; binary messages are
 * pictures: the length of a JSON `PictureHeader` (uint32, little endian), the header, a WebP image.
 *
 * The page imports these types, so this file imports nothing.
 */

/** WebSocket subprotocol of the page; another number is another page. */
export const pageProtocol = "saccade.page.v1";

export type PageMessage = Hello | State | FeaturePoint | TimelineEntry;

/** First message of a connection: everything that is not said again. */
export interface Hello {
  readonly kind: "hello";
  /** Another run has another one: the page keeps its charts and marks the restart. */
  readonly run: string;
  readonly fleet: string;
  readonly device: string;
  readonly sensors: readonly SensorDescription[];
  readonly history: History;
  readonly timeline: readonly TimelineEntry[];
  readonly points: readonly FeaturePoint[];
}

export interface SensorDescription {
  readonly name: string;
  readonly modality: "camera" | "lidar";
}

/** Readings of the last minutes, a column each; null where one was not measured. */
export interface History {
  /** Milliseconds since the Unix epoch, rising. */
  readonly atMs: readonly number[];
  readonly series: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The state of the run, once a second. What was not measured is absent. */
export interface State {
  readonly kind: "state";
  readonly atMs: number;
  readonly elapsedS: number;
  readonly engine: string;
  readonly sensors: Readonly<Record<string, SensorState>>;
  readonly training?: { readonly duty: number; readonly reasons: readonly string[] } | undefined;
  readonly process: {
    readonly rssMb: number;
    readonly budgetMb: number;
    readonly eventLoopP99Ms: number;
  };
  readonly hardware: Hardware;
  /** What each address lost, by reason; addresses that lost nothing too. */
  readonly transports: Readonly<Record<string, Counts>>;
  readonly failures: readonly string[];
}

type Counts = Readonly<Record<string, number>>;

export interface SensorState {
  readonly stream?:
    | {
        readonly state: "ok" | "late" | "silent";
        readonly expectedHz: number;
        readonly newestAgeMs?: number | undefined;
      }
    | undefined;
  readonly frames: {
    readonly received: number;
    readonly used: number;
    /** Received and neither answered nor dropped yet. */
    readonly onTheirWay: number;
    readonly missed: number;
    readonly perSecond: number;
    readonly notLearned?: number | undefined;
    readonly dropped: Counts;
  };
  readonly latencyMs?: { readonly p50: number; readonly p99: number } | undefined;
  /** What heads say of the newest frame. */
  readonly heads?: readonly HeadState[] | undefined;
  /** Answered frames with their surprise, and those without, by reason. */
  readonly judgements?: { readonly judged: number; readonly missing: Counts } | undefined;
  readonly train?:
    | {
        readonly steps: number;
        readonly stepsPerSecond: number;
        readonly waitingFor?: string | undefined;
        readonly loss: Readonly<
          Record<string, { readonly last: number; readonly chance?: number | undefined }>
        >;
      }
    | undefined;
  readonly health?:
    | {
        readonly rankMe: number;
        readonly dim: number;
        readonly std: number;
        readonly isHealthy: boolean;
        readonly reasons: readonly string[];
      }
    | undefined;
  readonly skill?: number | undefined;
  readonly model?:
    | {
        readonly version: string;
        readonly step: number;
        readonly promotions: number;
        readonly rejections: number;
      }
    | undefined;
  readonly memory?:
    | {
        readonly frames: number;
        readonly segments: number;
        readonly bytes: number;
        readonly budgetBytes: number;
        readonly spanS: number;
        readonly released: Counts;
      }
    | undefined;
}

export interface HeadState {
  readonly name: string;
  readonly value: number;
  /** Half of the interval that nineteen of twenty labels lie in; absent for classes. */
  readonly plusMinus?: number | undefined;
  /** Of the class that is said; absent for values. */
  readonly probability?: number | undefined;
  /** It belongs to another model: not to be used. */
  readonly isStale: boolean;
}

export interface Hardware {
  readonly temperatures?:
    readonly { readonly name: string; readonly celsius: number }[] | undefined;
  readonly power?: readonly { readonly name: string; readonly watts: number }[] | undefined;
  readonly powerMode?: string | undefined;
  readonly cpuLoad?: number | undefined;
  readonly gpuLoad?: number | undefined;
  readonly availableMb?: number | undefined;
  readonly totalMb?: number | undefined;
}

/** One frame's features, projected at random to a few numbers that keep distances nearly. */
export interface FeaturePoint {
  readonly kind: "point";
  readonly sensor: string;
  readonly atMs: number;
  readonly values: readonly number[];
}

/** Something that happened to a sensor's model. */
export interface TimelineEntry {
  readonly kind: "model";
  readonly sensor: string;
  readonly atMs: number;
  readonly event: "promoted" | "rejected" | "rolled-back";
  readonly step: number;
  readonly version?: string | undefined;
  readonly skill?: number | undefined;
  readonly rankMe?: number | undefined;
  /** Why it was rejected or taken back, a sentence each. */
  readonly reasons: readonly string[];
}

/** What a picture shows, and how it is divided: tiles of one size above one another. */
export interface PictureHeader {
  readonly sensor: string;
  /** `live`: the newest frame. `foreseen`: last, predicted, came, error. `remembered`: oldest first. */
  readonly content: "live" | "foreseen" | "remembered";
  readonly tiles: number;
  /** Of the frame (of the oldest of several), since the Unix epoch. */
  readonly stampMs: number;
  /** Ages of remembered frames against the newest stamp, seconds. */
  readonly agesS?: readonly number[] | undefined;
  /** How far ahead was predicted. */
  readonly horizonMs?: number | undefined;
}

/** What the page may say. */
export type PageRequest = "pause" | "resume";
