import type { Logger } from "../../core/log.ts";
import type { Publisher } from "../../publish/publisher.ts";
import type { Ahead } from "./foresight.ts";
import { publishPrediction } from "./publish-prediction.ts";

/** Predicted pictures on the `prediction` topic: when somebody asks, and regularly. */
export interface Predictions {
  /** Publishes what comes `horizonMs` after a sensor's newest frame; one at a time, others are left out. */
  ask(sensor: string, horizonMs: number): void;
  /** Waits for those on their way. */
  close(): Promise<void>;
}

/**
 * What cannot be predicted, because no frame came yet or nothing predicts, is left out; a command that asked
 * for it finds the reason in the log.
 *
 * @param options.regularly so often, of every sensor, besides
 */
export function createPredictions(options: {
  readonly sensors: ReadonlyMap<
    string,
    { readonly encoder: { ahead(horizonMs: number): Promise<Ahead | undefined> } }
  >;
  readonly regularly?: { readonly everyS: number; readonly horizonMs: number } | undefined;
  readonly publisher: Pick<Publisher, "send">;
  readonly log: Pick<Logger, "warn">;
}): Predictions {
  const { sensors, regularly, publisher, log } = options;
  const underWay = new Map<string, Promise<void>>();
  const predict = async (sensor: string, horizonMs: number): Promise<boolean> => {
    const ahead = await sensors.get(sensor)?.encoder.ahead(horizonMs);
    if (ahead) await publishPrediction(sensor, ahead, publisher);
    return ahead !== undefined;
  };
  const inTurn = (sensor: string, horizonMs: number, onNone: (reason: string) => void): void => {
    if (underWay.has(sensor)) return;
    const own = predict(sensor, horizonMs)
      .then((isDone) => {
        if (!isDone) onNone("nothing is predicted of it");
      })
      .catch((error: unknown) => {
        onNone(error instanceof Error ? error.message : String(error));
      })
      .finally(() => underWay.delete(sensor));
    underWay.set(sensor, own);
  };
  const timer = regularly
    ? setInterval(() => {
        for (const sensor of sensors.keys()) inTurn(sensor, regularly.horizonMs, () => undefined);
      }, 1000 * regularly.everyS)
    : undefined;
  timer?.unref();
  return {
    ask: (sensor, horizonMs) => {
      inTurn(sensor, horizonMs, (reason) => {
        log.warn(`${sensor}: no prediction as a command asked: ${reason}`);
      });
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all(underWay.values());
    },
  };
}
