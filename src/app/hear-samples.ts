import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Sampler } from "../decode/sample-pipeline.ts";
import type { Sample } from "../frames/sample.ts";
import { expandTopic } from "../publish/topics.ts";
import { openTransport } from "../transport/index.ts";
import type { IncomingMessage } from "../transport/transport.ts";

/** Newest frames that are kept; at 33 kB each some 70 MB. */
const mostSamples = 2048;
/** Frames that wait to be decoded; more are passed over. */
const mostWaiting = 4;
const everyMs = 50;

/**
 * Listens to a sensor of a robot that runs, beside the run, and gives its frames as the encoder sees them, oldest
 * first. Frames that do not decode are left out.
 *
 * @param options.seconds how long
 * @param options.goOn called now and then; what it throws ends the listening
 * @throws AppError SENSOR_SILENT; OPTION_INVALID where the sensor's address hands each frame to one listener only;
 *   TRANSPORT_…
 */
export async function hearSamples(options: {
  readonly config: Config;
  readonly sensor: string;
  readonly sampler: Sampler;
  readonly seconds: number;
  readonly clock: Clock;
  readonly goOn: (sentence: string) => void;
}): Promise<readonly Sample[]> {
  const { config, sensor, sampler, seconds, clock, goOn } = options;
  const { from, topic, maxFrameBytes } = config.sensors[sensor]!;
  if (from.startsWith("inproc:") || from.includes("pipe=1")) {
    const wanted = "a sensor whose frames others can hear too (MQTT, or ZeroMQ publish/subscribe)";
    fail("OPTION_INVALID", "--live", wanted, from);
  }
  const transport = await openTransport({
    ...{ url: from, role: "subscriber", connectTimeoutMs: 5000 },
    ...{ maxQueuedBytes: 4 * maxFrameBytes, maxMessageBytes: maxFrameBytes },
  });
  const samples: Sample[] = [];
  let waiting = 0;
  let decoding = Promise.resolve();
  const decode = async ({ payload, stampNs, arrivalMs, sequence }: IncomingMessage) => {
    const stamp = stampNs ?? clock.wallNs();
    const sampled = await sampler.sample(payload, { sensor, stampNs: stamp, arrivalMs, sequence });
    const isLater = sampled.ok && sampled.sample.stampNs > (samples.at(-1)?.stampNs ?? -1n);
    if (isLater) samples.push(sampled.sample);
    if (samples.length > mostSamples) samples.shift();
  };
  try {
    const { fleet, device } = config;
    const subscription = transport
      .messages(expandTopic(topic, { fleet, device, sensor }))
      .subscribe({
        next: (message) => {
          if (waiting >= mostWaiting) return;
          waiting += 1;
          decoding = decoding
            .then(() => decode(message))
            .catch(() => undefined)
            .finally(() => (waiting -= 1));
        },
        // What was heard so far counts.
        error: () => undefined,
      });
    const endMs = clock.monotonicMs() + 1000 * seconds;
    while (clock.monotonicMs() < endMs) {
      goOn(`listening to ${sensor}: ${samples.length} frames`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    subscription.unsubscribe();
    await decoding;
  } finally {
    await transport.close();
  }
  if (samples.length === 0) fail("SENSOR_SILENT", sensor, transport.url, seconds);
  return samples;
}
