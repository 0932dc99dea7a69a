import type { PayloadName } from "./payloads.ts";
import { openReceiver, type Side } from "./receivers.ts";
import { openedSchema, sentSchema, startSender, type Carrier } from "./sender.ts";
import { createTally, untilHeard } from "./until-heard.ts";

/** What came, without decoding, and what it cost this process. */
export interface FlowMeasurement {
  readonly payloadBytes: number;
  readonly perSecond: number;
  readonly megabytesPerSecond: number;
  /** Part of what was sent that came. */
  readonly arrived: number;
  /** Cores of this process, all its threads. */
  readonly cores: number;
}

/** Messages sent evenly, or as fast as they go when `perSecond` is absent, and counted here. */
export async function measureFlow(options: {
  readonly side: Side;
  readonly carrier: Carrier;
  readonly payload: PayloadName;
  readonly count: number;
  readonly topics: number;
  readonly perSecond?: number | undefined;
  readonly signal: AbortSignal;
}): Promise<FlowMeasurement> {
  const { side, carrier, payload, count, topics, perSecond, signal } = options;
  const sender = startSender(signal);
  try {
    const { url, payloadBytes } = await sender.ask(openedSchema, { do: "open", carrier, payload });
    const heard = createTally();
    let lastMs = 0;
    const receiver = await openReceiver(side, carrier, url, () => {
      heard.add();
      lastMs = performance.now();
    });
    await untilHeard(sender, heard);
    const first = heard.count();
    const startMs = performance.now();
    const before = process.cpuUsage();
    const how = perSecond === undefined ? { do: "send" } : { do: "pace", perSecond };
    await sender.ask(sentSchema, { ...how, count, topics });
    // What is still under way comes within moments; what was dropped never does.
    await untilQuiet(() => lastMs);
    const spent = process.cpuUsage(before);
    const elapsedS = (lastMs - startMs) / 1000;
    await receiver.close();
    const came = heard.count() - first;
    return {
      payloadBytes,
      perSecond: came / elapsedS,
      megabytesPerSecond: (came * payloadBytes) / elapsedS / 1e6,
      arrived: came / count,
      cores: (spent.user + spent.system) / 1e6 / elapsedS,
    };
  } finally {
    await sender.close();
  }
}

const quietMs = 300;

async function untilQuiet(lastMs: () => number): Promise<void> {
  while (performance.now() - lastMs() < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, quietMs / 4));
  }
}
