import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { fail } from "../../core/errors.ts";
import { workerLimits } from "../../core/worker-limits.ts";
import { workerEntry } from "../../core/worker-entry.ts";
import { LineProcess } from "../line-process.ts";
import { median, pairedRatio, type PairedRatio } from "../statistics.ts";
import type { StepCase } from "./cases.ts";
import { openTorchPeer, type TorchPeer } from "./torch-peer.ts";

const openedSchema = z.strictObject({
  buildMs: z.number(),
  sessionMs: z.number(),
  parameters: z.int(),
  nodes: z.int(),
  modelBytes: z.int(),
  multiplyAdds: z.number(),
  writtenBytes: z.number(),
  tensors: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int()) })),
});
const peerOpenedSchema = z.strictObject({
  setting: z.string(),
  triedMs: z.record(z.string(), z.number()).nullable(),
  parameters: z.int(),
});
const ranSchema = z.strictObject({
  ms: z.array(z.number()),
  scalars: z.record(z.string(), z.number()),
});
const memorySchema = z.strictObject({
  idleBytes: z.number().optional(),
  peakBytes: z.number().optional(),
});
const rateSchema = z.strictObject({ gflops: z.number() });

/** What one case came to on both sides. */
export interface CaseMeasurement {
  readonly own: z.output<typeof openedSchema>;
  readonly peer: z.output<typeof peerOpenedSchema>;
  readonly versions: TorchPeer["versions"];
  readonly stepMs: { readonly ours: number; readonly peer: number };
  /** The fastest step: what is left when nothing else wanted the cores. */
  readonly fastestMs: { readonly ours: number; readonly peer: number };
  readonly ratio: PairedRatio;
  readonly stepsEach: number;
  /** Scalars of the first step of both. */
  readonly first: { readonly ours: Scalars; readonly peer: Scalars };
  /** How much a process grew over the idle one that has its library loaded. */
  readonly grownBytes: { readonly ours?: number | undefined; readonly peer?: number | undefined };
  /** Billions of operations a second of a matrix product, on the same threads. */
  readonly productGflops: number;
}

type Scalars = Readonly<Record<string, number>>;

export interface MeasureOptions {
  readonly python: string;
  /** `cpu` or `cuda`, of both sides. */
  readonly provider: string;
  readonly threads: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
}

const warmUpSteps = 5;
/** A block lasts about this long: short against a machine's moods, long against one step. */
const blockMs = 1000;
/** Both sides do the same work on the same weights: their first losses and gradient norms agree. */
const agreement = 1e-3;

/**
 * Runs one step on both sides, each in a process of its own, in turns of a block each, so that what
 * slows the machine down slows both. Then each once more, alone and fresh, for its memory.
 *
 * @throws AppError BENCH_PEER_MISSING; BENCH_PEER_FAILED; BENCH_PEER_DIFFERS when the two sides do
 *   not compute the same
 */
export async function measureCase(
  stepCase: StepCase,
  options: MeasureOptions,
): Promise<CaseMeasurement> {
  const { provider, threads, rounds } = options;
  const folder = await mkdtemp(join(tmpdir(), "saccade-bench-"));
  const data = join(folder, "step.f32");
  const openOwn = { do: "open", case: stepCase.name, threads };
  const openPeer = { do: "open", spec: stepCase.spec, threads, device: provider, data };
  try {
    const timed = await withBoth(options, async (own, { process: peer, versions }) => {
      const { gflops } = await own.ask(rateSchema, { do: "rate", threads });
      const opened = await own.ask(openedSchema, { ...openOwn, exportTo: data });
      const { tensors } = opened;
      const peerOpened = await peer.ask(peerOpenedSchema, { ...openPeer, tensors });
      const run = (side: LineProcess, steps: number) => side.ask(ranSchema, { do: "run", steps });

      const first = { ours: (await run(own, 1)).scalars, peer: (await run(peer, 1)).scalars };
      requireAgreement(stepCase.name, first);
      const warm = [await run(own, warmUpSteps), await run(peer, warmUpSteps)];
      const steps = Math.min(
        50,
        Math.max(3, Math.round(blockMs / Math.max(...warm.map(({ ms }) => median(ms))))),
      );
      const blocks: { ours: readonly number[]; peer: readonly number[] }[] = [];
      for (let round = 0; round < rounds; round++) {
        // Who goes first changes, so that neither always runs on the other's warm caches.
        const isOursFirst = round % 2 === 0;
        const before = await run(isOursFirst ? own : peer, steps);
        const after = await run(isOursFirst ? peer : own, steps);
        const [ours, theirs] = isOursFirst ? [before, after] : [after, before];
        blocks.push({ ours: ours.ms, peer: theirs.ms });
      }
      return {
        own: opened,
        peer: peerOpened,
        versions,
        first,
        stepsEach: steps * rounds,
        stepMs: {
          ours: median(blocks.flatMap((b) => b.ours)),
          peer: median(blocks.flatMap((b) => b.peer)),
        },
        fastestMs: {
          ours: Math.min(...blocks.flatMap((b) => b.ours)),
          peer: Math.min(...blocks.flatMap((b) => b.peer)),
        },
        ratio: pairedRatio(blocks),
        productGflops: gflops,
      };
    });
    // What is taken on a device no process's own figures tell.
    if (provider !== "cpu") return { ...timed, grownBytes: {} };
    const { setting } = timed.peer;
    const grownBytes = await withBoth(options, async (own, { process: peer }) => {
      await own.ask(openedSchema, openOwn);
      const ours = await grown(own);
      await peer.ask(peerOpenedSchema, { ...openPeer, tensors: timed.own.tensors, setting });
      return { ours, peer: await grown(peer) };
    });
    return { ...timed, grownBytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function grown(side: LineProcess): Promise<number | undefined> {
  await side.ask(ranSchema, { do: "run", steps: warmUpSteps });
  const { idleBytes, peakBytes } = await side.ask(memorySchema, { do: "memory" });
  return idleBytes === undefined || peakBytes === undefined ? undefined : peakBytes - idleBytes;
}

async function withBoth<T>(
  { python, provider, signal }: MeasureOptions,
  use: (own: LineProcess, peer: TorchPeer) => Promise<T>,
): Promise<T> {
  const peer = await openTorchPeer(python, signal);
  const own = new LineProcess({
    name: "our side",
    command: process.execPath,
    // The young generation that the learner's thread has (`workerLimits`): a third of it each space.
    args: [
      `--max-semi-space-size=${workerLimits.maxYoungGenerationSizeMb / 3}`,
      fileURLToPath(workerEntry(import.meta.url, "own-step-process")),
      provider,
    ],
    signal,
  });
  try {
    return await use(own, peer);
  } finally {
    await Promise.all([own.close(), peer.process.close()]);
  }
}

function requireAgreement(
  name: string,
  { ours, peer }: { readonly ours: Scalars; readonly peer: Scalars },
): void {
  for (const [scalar, expected] of Object.entries(peer)) {
    const found = ours[scalar] ?? NaN;
    const isClose = Math.abs(found - expected) <= agreement * Math.max(1e-3, Math.abs(expected));
    if (!isClose) fail("BENCH_PEER_DIFFERS", name, scalar, found, expected);
  }
}
