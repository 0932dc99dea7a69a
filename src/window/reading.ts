import type { History, State } from "./wire.ts";

/** The numbers of a state that are drawn over time, by series: `camera/skill`, `device/duty`. */
export type Reading = Readonly<Record<string, number>>;

/** Flattens a state; what was not measured is left out. Runs in the page too. */
export function readingOf(state: State): Reading {
  const reading: Record<string, number> = {};
  const put = (name: string, value: number | undefined): void => {
    if (value !== undefined && Number.isFinite(value)) reading[name] = value;
  };
  for (const [sensor, { train, skill, health, latencyMs, frames }] of Object.entries(
    state.sensors,
  )) {
    for (const [objective, { last }] of Object.entries(train?.loss ?? {})) {
      put(`${sensor}/loss/${objective}`, last);
    }
    put(`${sensor}/skill`, skill);
    put(`${sensor}/rank`, health?.rankMe);
    put(`${sensor}/latency/p50`, latencyMs?.p50);
    put(`${sensor}/latency/p99`, latencyMs?.p99);
    put(`${sensor}/rate`, frames.perSecond);
  }
  put("device/duty", state.training?.duty);
  put("device/cpu", state.hardware.cpuLoad);
  for (const { name, watts } of state.hardware.power ?? []) put(`device/power/${name}`, watts);
  for (const { name, celsius } of hottestFirst(state).slice(0, 3)) {
    put(`device/temperature/${name}`, celsius);
  }
  put("process/memory", state.process.rssMb);
  return reading;
}

function hottestFirst({ hardware }: State) {
  return [...(hardware.temperatures ?? [])].sort((a, b) => b.celsius - a.celsius);
}

/** Readings over time. Holds at most `capacity` of them. */
export interface ReadingLog {
  add(atMs: number, reading: Reading): void;
  /** The next reading starts a new line: what lies between is unknown. */
  interrupt(): void;
  columns(): History;
}

/** A log that starts with what another one held. Runs in the page too. */
export function createReadingLog(capacity: number, start?: History): ReadingLog {
  const atMs = [...(start?.atMs ?? [])];
  const series = new Map<string, (number | null)[]>(
    Object.entries(start?.series ?? {}).map(([name, values]) => [name, [...values]]),
  );
  const add = (ms: number, reading: Reading): void => {
    atMs.push(ms);
    for (const name of Object.keys(reading)) {
      if (!series.has(name)) series.set(name, Array<null>(atMs.length - 1).fill(null));
    }
    for (const [name, values] of series) values.push(reading[name] ?? null);
    if (atMs.length <= capacity) return;
    atMs.shift();
    for (const values of series.values()) values.shift();
  };
  return {
    add,
    interrupt: () => {
      const last = atMs.at(-1);
      if (last !== undefined) add(last + 1, {});
    },
    columns: () => ({ atMs, series: Object.fromEntries(series) }),
  };
}
