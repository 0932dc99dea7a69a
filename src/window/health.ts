import type { State } from "./wire.ts";

/**
 * Whether a run is to be left alone: what a supervisor asks that would start it again. A silent sensor is
 * told, and is no reason to: a restart mends nothing there.
 */
export function healthOf(state: State): {
  readonly isWell: boolean;
  readonly body: Readonly<Record<string, unknown>>;
} {
  const sensors = Object.entries(state.sensors).map(([name, { stream }]) => [
    name,
    stream?.state ?? "ok",
  ]);
  const isWell = state.failures.length === 0;
  return {
    isWell,
    body: {
      status: isWell ? "ok" : "failed",
      seconds: Math.round(state.elapsedS),
      sensors: Object.fromEntries(sensors) as unknown,
      failures: state.failures,
    },
  };
}
