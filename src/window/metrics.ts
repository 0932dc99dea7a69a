import type { Metric } from "./exposition.ts";
import type { SensorState, State } from "./wire.ts";

type Labels = Readonly<Record<string, string>>;
type Samples = Metric["samples"];

/** A run's figures as metrics, for alarms and dashboards over many robots. */
export function metricsOf(
  state: State,
  window: { readonly viewers: number; readonly dropped: number },
): readonly Metric[] {
  const of = (pick: (sensor: SensorState) => number | undefined): Samples =>
    Object.entries(state.sensors).flatMap(([sensor, own]) => sample(pick(own), { sensor }));
  const each = (
    pick: (sensor: SensorState) => Readonly<Record<string, number>> | undefined,
    label: string,
  ): Samples =>
    Object.entries(state.sensors).flatMap(([sensor, own]) =>
      Object.entries(pick(own) ?? {}).flatMap(([key, value]) =>
        sample(value, { sensor, [label]: key }),
      ),
    );
  const { hardware } = state;
  return [
    counter(
      "frames_received_total",
      "Frames that arrived.",
      of((s) => s.frames.received),
    ),
    counter(
      "frames_used_total",
      "Frames that were answered.",
      of((s) => s.frames.used),
    ),
    counter(
      "frames_missed_total",
      "Frames that never arrived.",
      of((s) => s.frames.missed),
    ),
    counter(
      "frames_dropped_total",
      "Frames thrown away.",
      each((s) => s.frames.dropped, "reason"),
    ),
    gauge(
      "frames_on_their_way",
      "Frames in the queues.",
      of((s) => s.frames.onTheirWay),
    ),
    gauge(
      "stream_ok",
      "1 while frames come as they should, 0 while late or silent.",
      of((s) => s.stream && Number(s.stream.state === "ok")),
    ),
    gauge(
      "latency_milliseconds",
      "From a frame's arrival to its features, of the last frames.",
      each((s) => s.latencyMs && { "0.5": s.latencyMs.p50, "0.99": s.latencyMs.p99 }, "quantile"),
    ),
    counter(
      "surprise_judged_total",
      "Frames published with their surprise.",
      of((s) => s.judgements?.judged),
    ),
    counter(
      "surprise_missing_total",
      "Frames published without it.",
      each((s) => s.judgements?.missing, "reason"),
    ),
    counter(
      "train_steps_total",
      "Training steps, all runs together.",
      of((s) => s.train?.steps),
    ),
    gauge("train_loss", "Mean of the last steps.", each(lossesOf, "objective")),
    gauge("train_duty", "Part of the time that training may take.", sample(state.training?.duty)),
    gauge(
      "next_frame_skill",
      "1 - error/(error of no change).",
      of((s) => s.skill),
    ),
    gauge(
      "feature_rank",
      "Effective rank of the features (RankMe).",
      of((s) => s.health?.rankMe),
    ),
    gauge(
      "feature_std",
      "Spread of the features, 1 = even.",
      of((s) => s.health?.std),
    ),
    counter(
      "promotions_total",
      "Encoders that went live.",
      of((s) => s.model?.promotions),
    ),
    counter(
      "rejections_total",
      "Encoders that were refused.",
      of((s) => s.model?.rejections),
    ),
    gauge(
      "replay_bytes",
      "Bytes of frames remembered.",
      of((s) => s.memory?.bytes),
    ),
    gauge("memory_bytes", "Resident memory.", sample(1e6 * state.process.rssMb)),
    gauge("memory_budget_bytes", "What it may be.", sample(1e6 * state.process.budgetMb)),
    gauge(
      "event_loop_delay_p99_milliseconds",
      "How late the main thread is.",
      sample(state.process.eventLoopP99Ms),
    ),
    gauge(
      "device_temperature_celsius",
      "Of each thermal zone.",
      (hardware.temperatures ?? []).flatMap(({ name, celsius }) => sample(celsius, { zone: name })),
    ),
    gauge(
      "device_power_watts",
      "Of each rail or card.",
      (hardware.power ?? []).flatMap(({ name, watts }) => sample(watts, { rail: name })),
    ),
    counter(
      "transport_dropped_total",
      "Messages that an address threw away.",
      Object.entries(state.transports).flatMap(([address, dropped]) =>
        Object.entries(dropped).flatMap(([reason, n]) => sample(n, { address, reason })),
      ),
    ),
    gauge("failures", "Parts that ended for good.", sample(state.failures.length)),
    gauge("window_viewers", "Pages and viewers that look on.", sample(window.viewers)),
    counter("window_dropped_total", "Messages that they had no room for.", sample(window.dropped)),
  ];
}

function lossesOf({ train }: SensorState): Readonly<Record<string, number>> {
  const losses = Object.entries(train?.loss ?? {});
  return Object.fromEntries(losses.map(([objective, { last }]) => [objective, last]));
}

function sample(value: number | undefined, labels: Labels = {}): Samples {
  return value === undefined ? [] : [{ labels, value }];
}

function counter(name: string, help: string, samples: Samples): Metric {
  return { name: `saccade_${name}`, help, type: "counter", samples: deduplicated(samples) };
}

function gauge(name: string, help: string, samples: Samples): Metric {
  return { name: `saccade_${name}`, help, type: "gauge", samples: deduplicated(samples) };
}

/** Two thermal zones may have one name; two samples with the same labels are an error to Prometheus. */
function deduplicated(samples: Samples): Samples {
  const byLabels = new Map(samples.map((s) => [JSON.stringify(s.labels), s]));
  return [...byLabels.values()];
}
