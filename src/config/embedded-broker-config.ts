import { z } from "zod";

/** An MQTT broker inside this process, for a robot or a desk that has none. */
export const embeddedBrokerConfig = z.strictObject({
  /** 127.0.0.1 keeps it on this machine: the embedded broker has no passwords. */
  host: z.string().min(1).default("127.0.0.1"),
  port: z.int().min(1).max(65_535).default(1883),
});
