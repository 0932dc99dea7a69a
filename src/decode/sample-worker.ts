import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../core/external-memory.ts";
import type { FrameHeader } from "./decoder.ts";
import { createSampler, type Sampled } from "./sample-pipeline.ts";
import type { SamplerSpec } from "./sampler-spec.ts";

/** From the main thread: one payload to sample. */
export interface SampleRequest {
  readonly id: number;
  readonly payload: Uint8Array;
  readonly header: FrameHeader;
}

/** To the main thread: `ready` once, then one answer a request, in any order. */
export type SampleReply = "ready" | { readonly id: number; readonly sampled: Sampled };

/** The thread's side of `openSamplerThread`: samples what it is sent, hands the pixels over. */
function serve(port: NonNullable<typeof parentPort>, spec: SamplerSpec): void {
  const sampler = createSampler(spec);
  port.on("message", ({ id, payload, header }: SampleRequest) => {
    void sampler.sample(payload, header).then((sampled) => {
      const reply: SampleReply = { id, sampled };
      const transfer = sampled.ok ? [sampled.sample.pixels.buffer as ArrayBuffer] : [];
      port.postMessage(reply, transfer);
    });
  });
  port.postMessage("ready" satisfies SampleReply);
}

if (parentPort !== null) {
  boundExternalMemory();
  serve(parentPort, workerData as SamplerSpec);
}
