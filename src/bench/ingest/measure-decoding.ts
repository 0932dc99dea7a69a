import { openSamplerThread } from "../../decode/sampler-thread.ts";
import type { SamplerSpec } from "../../decode/sampler-spec.ts";
import { pairedRatio, type PairedRatio } from "../statistics.ts";
import type { PayloadName } from "./payloads.ts";
import { openReceiver, type Side } from "./receivers.ts";
import { openedSchema, sentSchema, startSender, type Carrier } from "./sender.ts";
import { createTally, untilHeard } from "./until-heard.ts";

/** Decoded frames a second of both sides, and how often ours was as fast. */
export interface DecodingMeasurement {
  readonly payloadBytes: number;
  readonly oursPerSecond: number;
  readonly barePerSecond: number;
  readonly ratio: PairedRatio;
}

/** Sent and not decoded: enough to keep the decoding thread busy, none is lost. */
const inFlight = 4;
/** Decoded before more is asked for. */
const step = 2;

const limits = { maxPixels: 64_000_000, maxPoints: 2_000_000 };
const specs: Readonly<Record<PayloadName, SamplerSpec>> = {
  camera: {
    sensor: "camera",
    modality: "camera",
    encoding: "jpeg",
    limits,
    image: { width: 192, height: 64 },
  },
  lidar: {
    sensor: "lidar",
    modality: "lidar",
    encoding: "kitti",
    limits,
    rangeImage: {
      rows: 32,
      columns: 256,
      fovUpRad: 0.05,
      fovDownRad: -0.44,
      minRangeM: 1,
      maxRangeM: 80,
    },
  },
};

/**
 * Both sides in turn: receive, decode in a thread, ask for more; the sender and the decoder are the
 * same. What is left of the difference is the transport's.
 */
export async function measureDecoding(options: {
  readonly carrier: Carrier;
  readonly payload: PayloadName;
  readonly rounds: number;
  readonly frames: number;
  readonly signal: AbortSignal;
}): Promise<DecodingMeasurement> {
  const { carrier, payload, rounds, frames, signal } = options;
  const sender = startSender(signal);
  const sampler = await openSamplerThread(specs[payload]);
  try {
    const { url, payloadBytes } = await sender.ask(openedSchema, { do: "open", carrier, payload });
    const block = async (side: Side): Promise<readonly number[]> => {
      const heard = createTally();
      const decoded = createTally();
      const receiver = await openReceiver(side, carrier, url, (bytes) => {
        heard.add();
        const header = { sensor: payload, stampNs: 0n, arrivalMs: 0 };
        void sampler.sample(bytes, header).then((sampled) => {
          if (sampled.ok) decoded.add();
        });
      });
      await untilHeard(sender, heard);
      await decoded.reach(heard.count());
      const startMs = performance.now();
      const first = decoded.count();
      await sender.ask(sentSchema, { do: "send", count: inFlight, topics: 1 });
      for (let sent = inFlight; sent < frames; sent += step) {
        await decoded.reach(first + sent - inFlight + step);
        await sender.ask(sentSchema, { do: "send", count: step, topics: 1 });
      }
      await decoded.reach(first + frames);
      const frameMs = (performance.now() - startMs) / frames;
      await receiver.close();
      return [frameMs];
    };
    await block("bare"); // warms the decoder up
    const blocks: { readonly ours: readonly number[]; readonly peer: readonly number[] }[] = [];
    for (let round = 0; round < rounds; round++) {
      // Who goes first takes turns, so that neither always follows the other.
      const isOursFirst = round % 2 === 0;
      const one = await block(isOursFirst ? "ours" : "bare");
      const other = await block(isOursFirst ? "bare" : "ours");
      blocks.push(isOursFirst ? { ours: one, peer: other } : { ours: other, peer: one });
    }
    const perSecond = (side: "ours" | "peer"): number => {
      const all = blocks.flatMap((b) => b[side]);
      return (1000 * all.length) / all.reduce((sum, ms) => sum + ms, 0);
    };
    return {
      payloadBytes,
      oursPerSecond: perSecond("ours"),
      barePerSecond: perSecond("peer"),
      ratio: pairedRatio(blocks),
    };
  } finally {
    await sender.close();
    await sampler.close();
  }
}
