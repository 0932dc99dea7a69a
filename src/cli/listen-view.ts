import type { SensorTally } from "./feature-tally.ts";
import type { LiveView } from "./ui/live-screen.ts";
import { createPaint } from "./ui/paint.ts";
import { table } from "./ui/table.ts";
import { byReason, count, decimal, duration } from "./ui/words.ts";

/** What has been heard so far. */
export interface Heard {
  readonly elapsedS: number;
  readonly received: number;
  readonly sensors: readonly SensorTally[];
  readonly invalid: Readonly<Record<string, number>>;
}

/** Standard deviations on either side of a value that nineteen of twenty labels lie within. */
const perInterval = 1.96;

const columns = [
  { title: "sensor", align: "left" },
  { title: "sequence" },
  { title: "age ms" },
  { title: "model", align: "left" },
  { title: "dim" },
  { title: "norm" },
  { title: "surprise" },
  { title: "rate" },
  { title: "missed" },
] as const;

/** What a listener has heard, for a person. Pure. */
export function listenView(heard: Heard, options: { readonly hasColor: boolean }): LiveView {
  const paint = createPaint(options.hasColor);
  const { elapsedS, received, sensors, invalid } = heard;
  const invalidText = byReason(invalid);
  const headline = `${duration(elapsedS)}  ${count(received)} received${invalidText === "" ? "" : `, invalid: ${invalidText}`}`;
  const name = nameOf(sensors);
  const rows = sensors.map((s) => [
    name(s),
    count(s.last.sequence),
    decimal(s.last.ageMs, 1),
    s.last.modelVersion,
    String(s.last.embedding.length),
    decimal(s.norm, 2),
    decimal(s.last.surprise, 2),
    `${decimal(s.rateHz, 1)}/s`,
    s.missed > 0 ? paint.warn(count(s.missed)) : "0",
  ]);
  const [titles, ...lines] = table(columns, rows);
  return {
    screen: [
      paint.bold(headline),
      "",
      ...(rows.length === 0 ? [paint.dim("no features yet")] : [paint.dim(titles!), ...lines]),
      ...sensors.flatMap((s) => headsOf(s).map((words) => `${name(s)}  ${words}`)),
    ],
    plain:
      sensors.length === 0
        ? [headline]
        : sensors.map(
            (s) =>
              `${duration(elapsedS)}  ${name(s)}  sequence ${s.last.sequence}  age ${decimal(s.last.ageMs, 1)} ms  ` +
              `model ${s.last.modelVersion}  dim ${s.last.embedding.length}  norm ${decimal(s.norm, 2)}  ` +
              `${decimal(s.rateHz, 1)}/s  missed ${s.missed}${[...headsOf(s), ...(invalidText === "" ? [] : [`invalid ${invalidText}`])].map((words) => `  ${words}`).join("")}`,
          ),
  };
}

/** What each head says, with the interval that nineteen of twenty labels lie in, or how probable it is. */
function headsOf({ last }: SensorTally): readonly string[] {
  return (last.heads ?? []).map(({ name, value, stddev, classes, origin }) => {
    const said = classes?.find(({ label }) => label === value);
    const sure =
      stddev === undefined
        ? said && ` (${decimal(100 * said.probability, 0)} %)`
        : ` ± ${decimal(perInterval * stddev, 2)}`;
    return `${name} ${decimal(value, 2)}${sure ?? ""}${origin === "exact" ? "" : `, ${origin}`}`;
  });
}

/**
 * What to call each entry: the sensor's name where one device is heard, else with fleet and device
 * in front.
 */
export function nameOf(sensors: readonly SensorTally[]): (sensor: SensorTally) => string {
  const devices = new Set(sensors.map((s) => `${s.fleet}/${s.device}`));
  return (s) => (devices.size > 1 ? `${s.fleet}/${s.device}/${s.sensor}` : s.sensor);
}
