import { InvalidArgumentError, type Command } from "commander";
import { z } from "zod";
import { numberOption, repeated } from "./options.ts";

/** The options of every command that sends frames, parsed. */
export const sendOptionsSchema = z.object({
  to: z.array(z.string()).min(1),
  fleet: z.string(),
  device: z.string(),
  rate: z.union([z.number(), z.literal("max")]),
  wait: z.number(),
});

/** A ZeroMQ subscriber that has waited for long tries again every 5 s only. */
const defaultWaitS = 6;

/** Adds where frames go, under which names and how fast. */
export function addSendOptions(command: Command): Command {
  return command
    .requiredOption(
      "--to <url>",
      "where to send; <sensor>=<url> sends one sensor only; repeatable",
      repeated,
    )
    .option("--fleet <name>", "fleet in the topic", "local")
    .option("--device <name>", "device in the topic", "robot")
    .option("--rate <x>", "1 is real time, 2 twice as fast, max as fast as it goes", rateOption, 1)
    .option(
      "--wait <s>",
      "wait for a ZeroMQ subscriber before the first frame",
      numberOption({ min: 0, max: 3600, unit: "seconds" }),
      defaultWaitS,
    );
}

function rateOption(text: string): number | "max" {
  if (text === "max") return "max";
  const value = Number(text);
  if (!(value > 0 && value <= 1000)) {
    throw new InvalidArgumentError("expected 'max' or a number above 0, up to 1000.");
  }
  return value;
}
