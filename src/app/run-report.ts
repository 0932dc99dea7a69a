import type { Pipeline } from "./run.ts";
import type { SensorStatus } from "./run-status.ts";

/** What `saccade run --json` prints. Absent = not measured, never zero. */
export type RunReport = Readonly<Record<string, unknown>>;

/** The figures of a run, sensor by sensor and over all of them. */
export function runReport(
  pipeline: Pick<Pipeline, "status" | "checkpoint" | "transports" | "failures">,
): RunReport {
  const {
    sensors,
    pairs = {},
    engine,
    governor,
    memory,
    eventLoopDelayMs,
    elapsedS,
  } = pipeline.status();
  const each = Object.entries(sensors);
  const pick = <T>(part: (status: SensorStatus, name: string) => T | undefined) =>
    Object.fromEntries(
      each.flatMap(([name, status]) => {
        const value = part(status, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const trained = each.flatMap(([, { train }]) => (train && train.steps > 0 ? [train] : []));
  const [main] = each;
  const total = (count: (status: SensorStatus) => number): number =>
    each.reduce((sum, [, status]) => sum + count(status), 0);

  return {
    seconds: elapsedS,
    frames: pick(({ frames: { received, used, dropped, missed, notLearned, notes } }) => ({
      received,
      used,
      dropped,
      missed,
      notLearned,
      notes,
    })),
    streams: pick(({ stream }) => stream),
    ...(Object.keys(pairs).length > 0 && { pairs }),
    ...(each.some(([, { faults }]) => faults) && { faults: pick(({ faults }) => faults) }),
    ...(trained.length > 0 && {
      train: {
        engine: trained[0]!.engine,
        provider: trained[0]!.provider,
        engineReason: engine.reason,
        steps: trained.reduce((sum, t) => sum + t.steps, 0),
        stepsPerSecond: trained.reduce((sum, t) => sum + t.stepsPerSecond, 0),
        loss: meanLosses(trained.map((t) => t.loss)),
        sensors: pick(({ train }) =>
          train && train.steps > 0
            ? {
                steps: train.steps,
                stepsPerSecond: train.stepsPerSecond,
                loss: meanLosses([train.loss]),
              }
            : undefined,
        ),
      },
    }),
    features: pick(({ features }) => features),
    ...(each.some(([, { judgements }]) => judgements) && {
      surprise: pick(({ judgements }) => judgements),
    }),
    health: pick(
      ({ health }) => health && { rankMe: health.rankMe, dim: health.dim, std: health.std },
    ),
    nextFrame: pick(({ nextFrame }) => nextFrame),
    prequential: pick(({ prequential }) => prequential),
    drift: pick(({ drift }) => drift),
    model: {
      version: main?.[1].model?.version,
      checkpoint: main && pipeline.checkpoint(main[0]),
      promotions: total((s) => s.model?.promotions ?? 0),
      rejections: total((s) => s.model?.rejections ?? 0),
      rollbacks: total((s) => s.model?.rollbacks ?? 0),
      sensors: pick(
        ({ model }, name) => model && { ...model, checkpoint: pipeline.checkpoint(name) },
      ),
    },
    ...(governor && { governor }),
    memory,
    eventLoopDelayMs,
    transport: pipeline.transports(),
    ...(pipeline.failures().length > 0 && { failures: pipeline.failures() }),
  };
}

/** First and last value of each objective, averaged over the sensors that have it. */
function meanLosses(
  parts: readonly Readonly<Record<string, { readonly first: number; readonly last: number }>>[],
): Readonly<Record<string, { readonly first: number; readonly last: number }>> {
  const names = [...new Set(parts.flatMap((part) => Object.keys(part)))];
  return Object.fromEntries(
    names.map((name) => {
      const own = parts.flatMap((part) => (part[name] ? [part[name]] : []));
      const mean = (of: "first" | "last"): number =>
        own.reduce((sum, loss) => sum + loss[of], 0) / own.length;
      return [name, { first: mean("first"), last: mean("last") }];
    }),
  );
}
