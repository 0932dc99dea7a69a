import type { Logger } from "../core/log.ts";
import type { Sample } from "../frames/sample.ts";
import { readSamples, type RecordedSamplesOptions } from "./recorded-samples.ts";

/** Every frame of a stream that decodes, in order; those that do not are logged by reason. */
export async function readAllSamples(
  options: Omit<RecordedSamplesOptions, "start" | "end"> & {
    readonly log: Logger;
    /** Called now and then; what it throws ends the reading. */
    readonly onProgress: (sentence: string) => void;
  },
): Promise<readonly Sample[]> {
  const { log, onProgress, ...reading } = options;
  const { frameCount } = reading.stream;
  const reader = readSamples({ ...reading, start: 0, end: frameCount });
  const samples: Sample[] = [];
  try {
    for (let next = await reader.next(); next; next = await reader.next()) {
      samples.push(next);
      if (samples.length % 100 === 0) onProgress(`reading ${samples.length} of ${frameCount}`);
    }
  } finally {
    await reader.close();
  }
  for (const [reason, count] of Object.entries(reader.dropped.byReason())) {
    log.warn(`${count} frames left out: ${reason}`);
  }
  return samples;
}
