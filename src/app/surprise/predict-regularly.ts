import type { Ahead } from "./foresight.ts";
import { publishPrediction } from "./publish-prediction.ts";
import type { Publisher } from "../../publish/publisher.ts";

/** Publishes what comes next, so often; one that is not there yet, or fails, is left out. */
export function predictRegularly(options: {
  readonly sensors: ReadonlyMap<
    string,
    { readonly ahead: (horizonMs: number) => Promise<Ahead | undefined> }
  >;
  readonly everyS: number;
  readonly horizonMs: number;
  readonly publisher: Pick<Publisher, "send">;
}): { close(): Promise<void> } {
  const { sensors, everyS, horizonMs, publisher } = options;
  const underWay = new Map<string, Promise<void>>();
  const predict = async (
    sensor: string,
    look: (ms: number) => Promise<Ahead | undefined>,
  ): Promise<void> => {
    const ahead = await look(horizonMs);
    if (ahead) await publishPrediction(sensor, ahead, publisher);
  };
  const timer = setInterval(() => {
    for (const [sensor, { ahead }] of sensors) {
      if (underWay.has(sensor)) continue;
      const own = predict(sensor, ahead)
        .catch(() => undefined)
        .finally(() => underWay.delete(sensor));
      underWay.set(sensor, own);
    }
  }, 1000 * everyS);
  timer.unref();
  return {
    close: async () => {
      clearInterval(timer);
      await Promise.all(underWay.values());
    },
  };
}
