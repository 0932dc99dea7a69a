import { onTestFinished } from "vitest";
import type { PipelineObserver } from "../../src/app/run.ts";
import { systemClock } from "../../src/core/clock.ts";
import { silentLogger } from "../../src/core/log.ts";
import { openDoor } from "../../src/window/door.ts";
import { openWindow } from "../../src/window/open-window.ts";
import { twoSensorConfig } from "./parse-config.ts";
import { pipelineStatus, trainedCamera } from "./pipeline-status.ts";

/** The real window, on a free port, over a pipeline that this test plays. */
export async function windowOf(
  options: { readonly token?: string; readonly set?: readonly string[] } = {},
) {
  const { token, set = [] } = options;
  const config = twoSensorConfig(...set);
  const observers = new Set<PipelineObserver>();
  const asked: string[] = [];
  const names = Object.keys(config.sensors).map((name) => [name, trainedCamera] as const);
  const pipeline = {
    ...pipelineStatus(Object.fromEntries(names)),
    checkpoint: () => undefined,
    observe: (observer: PipelineObserver) => {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    glimpse: (sensor: string) => asked.push(sensor),
    ended: new Promise<void>(() => undefined),
    stop: () => Promise.resolve(),
  };
  const door = await openDoor({ host: "127.0.0.1", hasToken: token !== undefined });
  const { url } = door;
  const window = await openWindow({
    ...{ door, config, pipeline, token },
    clock: systemClock,
    log: silentLogger,
  });
  onTestFinished(() => window.close());
  const tell: PipelineObserver = {
    answered: (frame, features) => {
      for (const observer of observers) observer.answered(frame, features);
    },
    learned: (event) => {
      for (const observer of observers) observer.learned(event);
    },
  };
  return { url, window, tell, asked, observers };
}
