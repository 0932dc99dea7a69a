import type { LossTrack, RunStatus, SensorStatus } from "../../app/run-status.ts";
import type { LiveView } from "./live-screen.ts";
import { createPaint, type Paint } from "./paint.ts";
import { sparkline } from "./sparkline.ts";
import { table } from "./table.ts";
import { byReason, count, decimal, duration } from "./words.ts";

/** How a view is drawn. */
export interface ViewOptions {
  readonly hasColor: boolean;
  /** Cells of a line. */
  readonly columns: number;
}

/** What a running pipeline is doing, for a person. Pure: the same status gives the same lines. */
export function statusView(status: RunStatus, options: ViewOptions): LiveView {
  const paint = createPaint(options.hasColor);
  const sensors = Object.entries(status.sensors);
  return {
    screen: [
      header(status, paint),
      ...governorLines(status, paint),
      ...pairLines(status, paint),
      ...sensors.flatMap(([name, sensor]) => ["", ...sensorBlock(name, sensor, options, paint)]),
    ],
    plain: sensors.map(([name, sensor]) => plainLine(name, sensor, status)),
  };
}

function header(status: RunStatus, paint: Paint): string {
  const { elapsedS, memory, eventLoopDelayMs } = status;
  const used = `${decimal(memory.rssMb, 0)} of ${decimal(memory.budgetMb, 0)} MB`;
  const memoryText = memory.rssMb > memory.budgetMb ? paint.bad(used) : used;
  return [
    paint.bold(`saccade  ${duration(elapsedS)}`),
    `memory ${memoryText}`,
    `event loop p99 ${decimal(eventLoopDelayMs.p99, 1)} ms`,
  ].join(paint.dim("  ·  "));
}

function governorLines({ governor }: RunStatus, paint: Paint): readonly string[] {
  if (!governor || (governor.duty === 1 && governor.reasons.length === 0)) return [];
  const { duty, reasons } = governor;
  const head = duty === 0 ? "training pauses" : `training duty ${decimal(100 * duty, 0)} %`;
  return [[paint.warn(head), ...reasons].join(paint.dim("  ·  "))];
}

function pairLines({ pairs = {} }: RunStatus, paint: Paint): readonly string[] {
  return Object.entries(pairs).map(([name, { pairs: found, unpaired, apartMs, correctionMs }]) => {
    const facts = [
      `${count(found)} pairs, ${decimal(apartMs.p50, 1)} ms apart`,
      ...(unpaired > 0 ? [`${count(unpaired)} alone`] : []),
      ...(correctionMs === 0 ? [] : [paint.warn(`clocks ${decimal(correctionMs, 0)} ms apart`)]),
    ];
    return [paint.dim(name.replace("+", " + ")), ...facts].join(paint.dim("  ·  "));
  });
}

function sensorBlock(
  name: string,
  sensor: SensorStatus,
  { columns }: ViewOptions,
  paint: Paint,
): readonly string[] {
  const { frames, features, model, train } = sensor;
  const dropped = byReason(frames.dropped);
  const facts = [
    `in ${decimal(frames.perSecond, 1)}/s`,
    `used ${count(frames.used)} of ${count(frames.received)}`,
    ...(dropped === "" ? [] : [paint.warn(`dropped ${dropped}`)]),
    ...(frames.missed > 0 ? [paint.warn(`missed ${count(frames.missed)}`)] : []),
    ...streamFacts(sensor, paint),
    ...(features ? [`out ${count(features.published)}`, latency(features.latencyMs)] : []),
  ];
  return [
    `${paint.bold(name)}  ${facts.join(paint.dim("  ·  "))}`,
    ...(train ? trainLines(sensor, columns, paint) : []),
    `  model ${model ? modelText(model) : paint.dim("none has passed the health gate yet")}`,
    ...healthLines(sensor, paint),
  ];
}

function streamFacts({ stream, faults }: SensorStatus, paint: Paint): readonly string[] {
  const injected = byReason(faults ?? {});
  return [
    ...(stream && stream.state !== "ok" ? [paint.bad(stream.state)] : []),
    ...(stream?.clock ? [clockText(stream.clock)] : []),
    ...(injected === "" ? [] : [paint.warn(`injected ${injected}`)]),
  ];
}

function clockText({
  offsetMs,
  jitterMs,
  steps,
}: NonNullable<NonNullable<SensorStatus["stream"]>["clock"]>): string {
  const set = steps > 0 ? `, set ${count(steps)}×` : "";
  return `clock ${decimal(offsetMs, 1)} ± ${decimal(jitterMs, 1)} ms${set}`;
}

function latency({ p50, p99 }: { readonly p50: number; readonly p99: number }): string {
  return `latency ${decimal(p50, 1)} ms, p99 ${decimal(p99, 1)} ms`;
}

function modelText({
  version,
  step,
  promotions,
  rejections,
}: NonNullable<SensorStatus["model"]>): string {
  const refused = rejections > 0 ? `, ${count(rejections)} rejected` : "";
  return `${version} of step ${count(step)} (${count(promotions)} promoted${refused})`;
}

function trainLines({ train }: SensorStatus, columns: number, paint: Paint): readonly string[] {
  if (!train) return [];
  const where = paint.dim(`${train.engine}, ${train.provider}`);
  const head = `  step ${count(train.steps)}  ${decimal(train.stepsPerSecond, 1)}/s  ${where}`;
  const wait = train.waitingFor === undefined ? [] : [`  ${paint.dim(train.waitingFor)}`];
  const width = Math.max(8, Math.min(32, columns - 56));
  const rows = Object.entries(train.loss).map(([objective, loss]) => [
    `    ${objective}`,
    decimal(loss.first, 3),
    "→",
    decimal(loss.last, 3),
    lossTrend(loss, paint),
    sparkline(loss.history, width),
  ]);
  const columnList = [
    { title: "", align: "left" },
    { title: "" },
    { title: "" },
    { title: "" },
    { title: "", align: "left" },
    { title: "", align: "left" },
  ] as const;
  return [head, ...wait, ...table(columnList, rows).slice(1)];
}

function lossTrend({ last, chance }: LossTrack, paint: Paint): string {
  if (chance === undefined) return "";
  const below = chance - last;
  const text = `${decimal(Math.abs(below), 2)} ${below >= 0 ? "under" : "over"} chance`;
  return below > 0 ? paint.good(text) : paint.warn(text);
}

function healthLines({ health, nextFrame }: SensorStatus, paint: Paint): readonly string[] {
  const skill = nextFrame && `next-frame skill ${decimal(nextFrame.skill, 3)}`;
  const skillText =
    nextFrame && skill && (nextFrame.skill > 0 ? paint.good(skill) : paint.warn(skill));
  const facts = [
    ...(skillText === undefined ? [] : [skillText]),
    ...(health
      ? [`rank ${decimal(health.rankMe, 1)} of ${health.dim}`, `std ${decimal(health.std, 2)}`]
      : []),
  ];
  const verdict = health && (health.isHealthy ? paint.good("healthy") : paint.bad("not healthy"));
  const line = [...(verdict === undefined ? [] : [verdict]), ...facts].join(paint.dim("  ·  "));
  return [
    ...(line === "" ? [] : [`  ${line}`]),
    ...(health?.isHealthy === false ? health.reasons.map((r) => `    ${paint.warn(r)}`) : []),
  ];
}

function plainLine(name: string, sensor: SensorStatus, status: RunStatus): string {
  const { frames, train, features, nextFrame, health, model } = sensor;
  const dropped = byReason(frames.dropped);
  const losses = Object.entries(train?.loss ?? {}).map(([o, l]) => `${o} ${decimal(l.last, 3)}`);
  return [
    `${duration(status.elapsedS)} ${name}`,
    `in ${decimal(frames.perSecond, 1)}/s`,
    `used ${frames.used}/${frames.received}`,
    ...(dropped === "" ? [] : [`dropped ${dropped}`]),
    ...(frames.missed > 0 ? [`missed ${frames.missed}`] : []),
    ...(sensor.stream && sensor.stream.state !== "ok" ? [sensor.stream.state] : []),
    ...(train ? [`step ${train.steps}`] : []),
    ...(status.governor && status.governor.duty < 1
      ? [`duty ${decimal(status.governor.duty, 2)}`]
      : []),
    ...losses,
    ...(nextFrame ? [`skill ${decimal(nextFrame.skill, 3)}`] : []),
    ...(health ? [`rank ${decimal(health.rankMe, 1)}/${health.dim}`] : []),
    ...(health?.isHealthy === false ? [`not healthy (${health.reasons.join("; ")})`] : []),
    ...(features ? [`out ${features.published}`, latency(features.latencyMs)] : []),
    ...(model ? [`model ${model.version}@${model.step}`] : []),
    `rss ${decimal(status.memory.rssMb, 0)} MB`,
  ].join("  ");
}
