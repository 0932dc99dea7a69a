import { resolve } from "node:path";
import type { Config } from "../config/config.ts";
import type { Logger } from "../core/log.ts";
import { chooseEngine } from "../runtime/choose-engine.ts";
import type { Engine } from "../runtime/engine.ts";
import type { Acceleration } from "./accelerated-encoder.ts";

/**
 * The engine that answers faster once it has built an encoder; undefined where none is wanted.
 *
 * @throws AppError ENGINE_PROVIDER_UNUSABLE when one is wanted and does not run here
 */
export async function openAccelerator(
  { accelerator, engineCache }: Config["infer"],
  log: Logger,
): Promise<Engine | undefined> {
  if (accelerator === "none") return undefined;
  const wanted = { name: "ort-native", provider: accelerator };
  const { engine } = await chooseEngine(wanted, { cacheFolder: resolve(engineCache) });
  log.info(`accelerator ${accelerator}: engines are kept in ${resolve(engineCache)}`);
  return engine;
}

/** One line for each turn of the building, which may take minutes. */
export function logAcceleration(log: Logger, sensor: string, event: Acceleration): void {
  const { version } = event;
  switch (event.kind) {
    case "building":
      log.info(`${sensor}: building an engine for ${version}; what trains answers meanwhile`);
      return;
    case "ready":
      log.info(`${sensor}: the engine of ${version} answers, ${event.seconds.toFixed(1)} s later`);
      return;
    case "failed":
      log.warn(`${sensor}: no engine for ${version}, what trains answers: ${event.reason}`);
  }
}
