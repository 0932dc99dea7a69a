import { z } from "zod";
import { identifierPattern } from "../publish/topics.ts";
import { commandConfig } from "./command-config.ts";
import { embeddedBrokerConfig } from "./embedded-broker-config.ts";
import { engineConfig } from "./engine-config.ts";
import { inferConfig } from "./infer-config.ts";
import { learnConfig } from "./learn-config.ts";
import { publishTargetConfig } from "./publish-config.ts";
import { sensorConfig } from "./sensor-config.ts";
import { simulatorConfig } from "./simulator-config.ts";
import { surpriseConfig } from "./surprise-config.ts";
import { windowConfig } from "./window-config.ts";

const identifier = z.string().max(128).regex(identifierPattern);

/** Everything that a pipeline can be told. Unknown fields are errors; every default is here. */
export const configSchema = z
  .strictObject({
    fleet: identifier.default("local"),
    device: identifier.default("robot"),
    seed: z.int().min(0).max(4_294_967_295).default(1),
    /** Resident memory of the whole process; more is reported as unhealthy. */
    memoryBudgetMb: z.number().min(200).max(1_048_576).default(900),
    embeddedBroker: embeddedBrokerConfig.optional(),
    simulator: simulatorConfig.optional(),
    engine: engineConfig.prefault({}),
    sensors: z.record(identifier, sensorConfig),
    learn: learnConfig.prefault({}),
    infer: inferConfig.prefault({}),
    publish: z.array(publishTargetConfig).default([]),
    /** Commands are obeyed only where this is given, and only with the token. */
    commands: commandConfig.optional(),
    surprise: surpriseConfig.prefault({}),
    window: windowConfig.prefault({}),
  })
  .superRefine((config, context) => {
    const problem = (path: (string | number)[], message: string) => {
      context.addIssue({ code: "custom", path, message });
    };
    const { batch, step } = config.learn;
    if (batch % step.microBatches !== 0) {
      problem(["learn", "step", "microBatches"], `must divide learn.batch ${batch}`);
    }
    const { sign, trust } = config.learn.checkpoint;
    if (trust && sign === undefined) {
      problem(
        ["learn", "checkpoint", "sign"],
        "is needed where learn.checkpoint.trust is given: the next start would refuse what this one writes",
      );
    }
    const sensors = Object.entries(config.sensors);
    if (sensors.length === 0) problem(["sensors"], "expected at least one sensor, received none");
    for (const [name, { rateHz, from }] of sensors) {
      const periodMs = 1000 / rateHz;
      if (config.learn.gapMs.max < periodMs) {
        problem(
          ["learn", "gapMs", "max"],
          `must reach the next frame of sensor '${name}': at least ${periodMs} milliseconds at ${rateHz} hertz`,
        );
      }
      const clash = config.publish.findIndex((p) => p.to === from && !isBroker(from));
      if (clash >= 0) {
        problem(
          ["publish", clash, "to"],
          `must differ from sensors.${name}.from: one ZeroMQ address cannot carry frames in and features out`,
        );
      }
    }
    if (config.learn.memory.budgetMb * sensors.length >= config.memoryBudgetMb) {
      problem(
        ["learn", "memory", "budgetMb"],
        `must leave room for the process: ${sensors.length} × ${config.learn.memory.budgetMb} of memoryBudgetMb ${config.memoryBudgetMb}`,
      );
    }
  });

/** Brokers carry any number of topics on one address. */
function isBroker(url: string): boolean {
  return /^(mqtts?|wss?|inproc):/.test(url);
}

export type Config = z.output<typeof configSchema>;
