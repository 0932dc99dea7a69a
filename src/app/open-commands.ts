import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { topicFilter } from "../publish/topics.ts";
import type { Transport } from "../transport/transport.ts";
import { obeyCommands } from "./commands.ts";
import type { EncoderSwitch } from "./encoder-switch.ts";
import type { Predictions } from "./surprise/predictions.ts";

/**
 * Listens for commands to this device where the config says so; otherwise nothing is obeyed.
 *
 * @returns ends it
 * @throws AppError COMMAND_TOKEN_MISSING where there is no token that commands would have to bring
 */
export function openCommands(
  transport: Transport | undefined,
  options: {
    readonly config: Pick<Config, "fleet" | "device">;
    readonly token: string | undefined;
    readonly encoders: EncoderSwitch;
    readonly predictions: Predictions;
    readonly clock: Clock;
    readonly log: Logger;
  },
): () => void {
  const { config, token, encoders, predictions, clock, log } = options;
  if (!transport) return () => undefined;
  if (token === undefined) fail("COMMAND_TOKEN_MISSING", transport.url);
  const { fleet, device } = config;
  return obeyCommands({
    ...{ token, encoders, predictions, log },
    messages: transport.messages(topicFilter({ fleet, device, kind: "command" })),
    now: () => Number(clock.wallNs() / 1_000_000n),
  });
}
