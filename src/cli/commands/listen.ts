import { z } from "zod";
import { createDropCounter } from "../../core/drop-counter.ts";
import { decodeFeatures } from "../../publish/feature-message.ts";
import { parseTopic, topicFilter } from "../../publish/topics.ts";
import type { IncomingMessage } from "../../transport/transport.ts";
import type { CliCommand, CommandContext, CommandResult } from "../command.ts";
import { createFeatureTally, type SensorTally } from "../feature-tally.ts";
import { listenView, nameOf } from "../listen-view.ts";
import { openTransports } from "../../app/open-transports.ts";
import { numberOption, readOptions, repeated } from "../options.ts";
import { openLiveScreen, type LiveView } from "../ui/live-screen.ts";
import { until } from "../until.ts";

const optionsSchema = z.object({
  from: z.array(z.string()).min(1),
  sensor: z.string().optional(),
  for: z.number().optional(),
  count: z.number().optional(),
});

/** Shows the features that a navigation module would receive. */
export const listen: CliCommand = {
  define: (command) => {
    command
      .requiredOption("--from <url>", "where features are published; repeatable", repeated)
      .option("--sensor <name>", "this sensor only")
      .option(
        "--for <s>",
        "stop after so many seconds",
        numberOption({ min: 0.1, max: 1e6, unit: "seconds" }),
      )
      .option(
        "--count <n>",
        "stop after so many features; fewer by the end is a failure",
        numberOption({ min: 1, isWhole: true }),
      );
  },
  examples: [
    [
      "npx saccade listen --from mqtt://127.0.0.1:18830",
      "what 'saccade run configs/demo.yaml' publishes",
    ],
    [
      "npx saccade listen --from tcp://127.0.0.1:5557 --for 10 --json",
      "count ten seconds of features for a script",
    ],
    [
      "npx saccade listen --from mqtt://127.0.0.1:1883 --sensor camera --count 1 --for 30",
      "wait for the first camera feature",
    ],
  ],
  run: (context, _, raw) => listenTo(readOptions(optionsSchema, raw), context),
};

async function listenTo(
  options: z.output<typeof optionsSchema>,
  { clock, signal, terminal }: CommandContext,
): Promise<CommandResult> {
  const filter = topicFilter({ sensor: options.sensor, kind: "features" });
  const tally = createFeatureTally();
  const invalid = createDropCounter();
  let received = 0;
  let decoded = 0;
  const startMs = clock.monotonicMs();
  const heard = () => ({
    elapsedS: (clock.monotonicMs() - startMs) / 1000,
    received,
    sensors: tally.sensors(),
    invalid: invalid.byReason(),
  });
  const view = (): LiveView => listenView(heard(), { hasColor: terminal.hasColor });

  const transports = await openTransports(options.from, {
    role: "subscriber",
    maxQueuedBytes: 1_000_000,
    maxMessageBytes: 16_000_000,
    connectTimeoutMs: 1500,
  });
  const screen = openLiveScreen({ terminal, clock });
  const end = until({ signal, seconds: options.for });
  const take = (source: string, message: IncomingMessage): void => {
    if (decoded === options.count) return;
    received += 1;
    const result = decodeFeatures(message.payload);
    const address = parseTopic(message.topic);
    if (!result.ok) invalid.add(result.reason);
    else if (!address) invalid.add("topic-invalid");
    else {
      decoded += 1;
      tally.add(result.message, { source, address, arrivalMs: message.arrivalMs });
      if (decoded === options.count) end.finish();
    }
    screen.update(view);
  };
  const tick = setInterval(() => {
    screen.update(view);
  }, 500);
  try {
    const subscriptions = transports.map((transport) =>
      transport.messages(filter).subscribe({
        next: (message) => {
          take(transport.url, message);
        },
        error: () => {
          end.finish();
        },
      }),
    );
    await end.done;
    for (const subscription of subscriptions) subscription.unsubscribe();
    screen.close(view);
  } finally {
    clearInterval(tick);
    screen.close();
    await Promise.all(transports.map((t) => t.close()));
  }
  const { sensors, elapsedS } = heard();
  const isShort = options.count !== undefined && decoded < options.count;
  return {
    json: {
      received,
      decoded,
      invalid: invalid.byReason(),
      seconds: elapsedS,
      sensors: Object.fromEntries(bySensor(sensors)),
    },
    text: isShort ? [`expected ${options.count ?? 0} features, received ${decoded}`] : [],
    exitCode: isShort ? 1 : 0,
  };
}

/** One entry a sensor; the same sensor over two addresses is added up. */
function bySensor(sensors: readonly SensorTally[]): ReadonlyMap<string, Record<string, unknown>> {
  const name = nameOf(sensors);
  const grouped = new Map<string, SensorTally[]>();
  for (const sensor of sensors) {
    grouped.set(name(sensor), [...(grouped.get(name(sensor)) ?? []), sensor]);
  }
  const sum = (list: readonly SensorTally[], of: (s: SensorTally) => number): number =>
    list.reduce((total, s) => total + of(s), 0);
  return new Map(
    [...grouped].map(([key, list]) => {
      const { last, norm, rateHz } = list.at(-1)!;
      return [
        key,
        {
          received: sum(list, (s) => s.received),
          missed: sum(list, (s) => s.missed),
          restarts: sum(list, (s) => s.restarts),
          models: Math.max(...list.map((s) => s.models)),
          modelVersion: last.modelVersion,
          contractVersion: last.contractVersion,
          dim: last.embedding.length,
          ...(last.grid && { grid: last.grid }),
          norm,
          rateHz,
          ...(last.heads && { heads: last.heads }),
          sequence: last.sequence,
          ageMs: last.ageMs,
        },
      ];
    }),
  );
}
