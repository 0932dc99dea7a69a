import { loadavg } from "node:os";
import { fail, failFrom } from "../../core/errors.ts";
import { median } from "../statistics.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { measureDecoding, type DecodingMeasurement } from "./measure-decoding.ts";
import { measureFlow, type FlowMeasurement } from "./measure-flow.ts";
import type { Carrier } from "./sender.ts";

const defaultRounds = 5;
const cameras = 30;
const cameraHz = 30;
const flowSeconds = 4;
const clouds = 400;

interface Found {
  readonly results: SuiteResult["results"];
  readonly ratios: SuiteResult["ratios"];
  readonly text: readonly string[];
}

interface CaseOptions {
  readonly rounds: number;
  readonly signal: AbortSignal;
}

/** What comes in, against a bare loop over the same library, and what it costs. */
export const ingest: Suite = {
  name: "ingest",
  summary: "frames in over MQTT and ZeroMQ against a bare loop over the same library",
  cases: ["mqtt", "zeromq", "cameras", "clouds"],
  run: async ({ log, signal, cases, rounds = defaultRounds }): Promise<SuiteResult> => {
    const unknown = cases?.find((name) => !ingest.cases.includes(name));
    if (unknown !== undefined) fail("REGISTRY_UNKNOWN", "case of ingest", unknown, ingest.cases);
    const loadAverage = loadavg()[0]!;
    const found: Found[] = [];
    for (const name of ingest.cases) {
      if (cases !== undefined && !cases.includes(name)) continue;
      log.info(`${name}: ${rounds} rounds`);
      try {
        found.push(await runCase(name, { rounds, signal }));
      } catch (error) {
        if (signal.aborted) failFrom(error, "INTERRUPTED", "the bench");
        throw error;
      }
    }
    return {
      machine: {
        ...machineFacts(),
        loadAverage,
      },
      results: Object.assign({}, ...found.map((f) => f.results)) as SuiteResult["results"],
      ratios: Object.assign({}, ...found.map((f) => f.ratios)) as SuiteResult["ratios"],
      text: found.flatMap((f) => f.text),
    };
  },
};

function runCase(name: string, options: CaseOptions): Promise<Found> {
  switch (name) {
    case "mqtt":
    case "zeromq":
      return againstBare(name, options);
    case "cameras":
      return manyCameras(options);
    default:
      return largeClouds(options);
  }
}

async function againstBare(carrier: Carrier, options: CaseOptions): Promise<Found> {
  const camera = await measureDecoding({ ...options, carrier, payload: "camera", frames: 120 });
  const lidar = await measureDecoding({ ...options, carrier, payload: "lidar", frames: 120 });
  // The one that loses more: a good camera does not excuse a slow lidar.
  const lower = Math.min(camera.ratio.median, lidar.ratio.median);
  const line = (sensor: string, m: DecodingMeasurement): string =>
    `  ${sensor}  ours ${m.oursPerSecond.toFixed(1)} decoded frames a second, bare ${m.barePerSecond.toFixed(1)}, ` +
    `${m.ratio.median.toFixed(3)} × (${m.ratio.lowest.toFixed(3)} to ${m.ratio.highest.toFixed(3)})`;
  return {
    results: { [`${carrier}Camera`]: { ...camera }, [`${carrier}Lidar`]: { ...lidar } },
    ratios: { [`${carrier}VsBare`]: lower },
    text: [
      `${carrier}: ${lower.toFixed(3)} × the bare loop`,
      line("camera", camera),
      line("lidar ", lidar),
    ],
  };
}

async function manyCameras({ signal }: CaseOptions): Promise<Found> {
  const measured: [Carrier, FlowMeasurement][] = [];
  for (const carrier of ["mqtt", "zeromq"] as const) {
    const flow = await measureFlow({
      side: "ours",
      carrier,
      payload: "camera",
      topics: cameras,
      perSecond: cameras * cameraHz,
      count: flowSeconds * cameras * cameraHz,
      signal,
    });
    measured.push([carrier, flow]);
  }
  return {
    results: Object.fromEntries(measured.map(([c, m]) => [`${c}Cameras`, { ...m }])),
    ratios: Object.fromEntries(measured.map(([c, m]) => [`${c}CamerasInOneCore`, 1 / m.cores])),
    text: measured.map(
      ([c, m]) =>
        `${c}: ${cameras} cameras of ${cameraHz} Hz, ${m.payloadBytes} bytes a frame: ${m.perSecond.toFixed(0)} a second ` +
        `(${(100 * m.arrived).toFixed(1)} % of what was sent) on ${m.cores.toFixed(2)} cores`,
    ),
  };
}

async function largeClouds({ rounds, signal }: CaseOptions): Promise<Found> {
  const flows: Record<"ours" | "bare", FlowMeasurement[]> = { ours: [], bare: [] };
  const options = {
    carrier: "zeromq",
    payload: "lidar",
    count: clouds,
    topics: 1,
    signal,
  } as const;
  for (let round = 0; round < rounds; round++) {
    for (const side of ["ours", "bare"] as const) {
      flows[side].push(await measureFlow({ ...options, side }));
    }
  }
  const rate = (side: "ours" | "bare"): number =>
    median(flows[side].map((f) => f.megabytesPerSecond));
  const [ours, bare] = [rate("ours"), rate("bare")];
  return {
    results: {
      zeromqClouds: {
        megabytesPerSecond: ours,
        bareMegabytesPerSecond: bare,
        arrived: median(flows.ours.map((f) => f.arrived)),
        cores: median(flows.ours.map((f) => f.cores)),
        payloadBytes: flows.ours[0]!.payloadBytes,
      },
    },
    ratios: { cloudsVsBare: ours / bare },
    text: [
      `clouds of ${flows.ours[0]!.payloadBytes} bytes over ZeroMQ: ${ours.toFixed(0)} MB/s, bare loop ${bare.toFixed(0)} MB/s`,
    ],
  };
}
