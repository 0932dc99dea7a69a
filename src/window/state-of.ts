import type { Pipeline } from "../app/run.ts";
import type { RunStatus, SensorStatus } from "../app/run-status.ts";
import type { HeadOutput } from "../publish/head-output.ts";
import type { Hardware, HeadState, SensorState, State } from "./wire.ts";

/** Standard deviations on either side of a value that nineteen of twenty labels lie within. */
const perInterval = 1.96;

/** The state of a run as the page gets it: without what only a report needs. */
export function stateOf(
  pipeline: Pick<Pipeline, "status" | "transports" | "failures">,
  atMs: number,
): State {
  const status = pipeline.status();
  const { governor, memory, engine } = status;
  return {
    kind: "state",
    atMs: Math.round(atMs),
    elapsedS: status.elapsedS,
    engine: `${engine.name}, ${engine.provider}`,
    sensors: Object.fromEntries(
      Object.entries(status.sensors).map(([name, sensor]) => [name, sensorStateOf(sensor)]),
    ),
    training: governor && { duty: governor.duty, reasons: governor.reasons },
    process: {
      rssMb: memory.rssMb,
      budgetMb: memory.budgetMb,
      eventLoopP99Ms: status.eventLoopDelayMs.p99,
    },
    hardware: hardwareOf(status.device),
    transports: Object.fromEntries(
      Object.entries(pipeline.transports()).map(([url, { dropped }]) => [url, dropped]),
    ),
    failures: pipeline.failures(),
  };
}

function sensorStateOf(status: SensorStatus): SensorState {
  const { frames, stream, train, features, heads, judgements, health, nextFrame, model, memory } =
    status;
  const { received, used, dropped, missed, perSecond, notLearned } = frames;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  return {
    stream: stream && {
      state: stream.state,
      expectedHz: stream.expectedHz,
      newestAgeMs: stream.newestAgeMs,
    },
    frames: {
      ...{ received, used, missed, perSecond, notLearned, dropped },
      onTheirWay: received - used - lost,
    },
    latencyMs: features?.latencyMs,
    heads: heads?.map(headStateOf),
    judgements,
    train: train && {
      steps: train.steps,
      stepsPerSecond: train.stepsPerSecond,
      waitingFor: train.waitingFor,
      loss: Object.fromEntries(
        Object.entries(train.loss).map(([name, { last, chance }]) => [name, { last, chance }]),
      ),
    },
    health,
    skill: nextFrame?.skill,
    model,
    memory,
  };
}

function headStateOf({ name, value, stddev, classes, origin }: HeadOutput): HeadState {
  const said = classes?.find(({ label }) => label === value);
  return {
    ...{ name, value, isStale: origin === "stale" },
    ...(stddev !== undefined && { plusMinus: perInterval * stddev }),
    ...(said && { probability: said.probability }),
  };
}

function hardwareOf(device: RunStatus["device"]): Hardware {
  const { temperatures = [], rails = [], cards = [], gpu, powerMode, memory, cpuLoad } = device;
  const ofCards = <T>(pick: (card: (typeof cards)[number]) => T | undefined): readonly T[] =>
    cards.flatMap((card) => pick(card) ?? []);
  return {
    temperatures: [
      ...temperatures,
      ...ofCards(({ name, celsius }) => (celsius === undefined ? undefined : { name, celsius })),
    ],
    power: [
      ...rails,
      ...ofCards(({ name, watts }) => (watts === undefined ? undefined : { name, watts })),
    ],
    powerMode: powerMode && (powerMode.name ?? `mode ${powerMode.id}`),
    cpuLoad,
    gpuLoad: gpu?.loadFraction ?? cards[0]?.loadFraction,
    availableMb: memory?.availableMb,
    totalMb: memory?.totalMb,
  };
}
