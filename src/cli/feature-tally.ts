import type { FeatureMessage } from "../publish/feature-message.ts";
import type { DeviceAddress } from "../publish/topics.ts";

/** What was received of one sensor of one device, so far. */
export interface SensorTally extends DeviceAddress {
  readonly sensor: string;
  readonly received: number;
  /** Holes in the publisher's running numbers. */
  readonly missed: number;
  /** The publisher began to count anew. */
  readonly restarts: number;
  readonly rateHz?: number | undefined;
  readonly last: FeatureMessage;
  /** Length of the last vector. */
  readonly norm: number;
  /** Different encoders seen. */
  readonly models: number;
}

/** Counts features as a consumer sees them. */
export interface FeatureTally {
  add(
    message: FeatureMessage,
    from: { readonly source: string; readonly address: DeviceAddress; readonly arrivalMs: number },
  ): void;
  /** Sensor by sensor, in the order first seen; one publisher heard twice counts twice. */
  sensors(): readonly SensorTally[];
}

interface Entry {
  readonly address: DeviceAddress;
  readonly sensor: string;
  received: number;
  missed: number;
  restarts: number;
  last: FeatureMessage;
  readonly models: Set<string>;
  readonly arrivalsMs: number[];
}

/** Arrivals that the rate is taken over. */
const rateWindow = 32;
/** Encoders remembered by name, so that a year of promotions does not fill the memory. */
const mostModels = 1000;

export function createFeatureTally(): FeatureTally {
  const entries = new Map<string, Entry>();
  return {
    add: (message, { source, address, arrivalMs }) => {
      const key = [source, address.fleet, address.device, message.sensor].join("\n");
      let entry = entries.get(key);
      if (entry === undefined) {
        entry = {
          address,
          sensor: message.sensor,
          received: 0,
          missed: 0,
          restarts: 0,
          last: message,
          models: new Set(),
          arrivalsMs: [],
        };
        entries.set(key, entry);
      } else if (message.sequence > entry.last.sequence) {
        entry.missed += message.sequence - entry.last.sequence - 1;
      } else {
        entry.restarts += 1;
      }
      entry.received += 1;
      entry.last = message;
      if (entry.models.size < mostModels) entry.models.add(message.modelVersion);
      entry.arrivalsMs.push(arrivalMs);
      if (entry.arrivalsMs.length > rateWindow) entry.arrivalsMs.shift();
    },
    sensors: () =>
      [...entries.values()].map(({ address, arrivalsMs, models, ...entry }) => ({
        ...address,
        ...entry,
        models: models.size,
        rateHz: rateOf(arrivalsMs),
        norm: Math.sqrt(entry.last.embedding.reduce((sum, x) => sum + x * x, 0)),
      })),
  };
}

function rateOf(arrivalsMs: readonly number[]): number | undefined {
  const spanMs = (arrivalsMs.at(-1) ?? 0) - (arrivalsMs[0] ?? 0);
  return spanMs > 0 ? ((arrivalsMs.length - 1) * 1000) / spanMs : undefined;
}
