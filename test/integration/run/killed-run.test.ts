import { mkdir, watch } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { randomFor, type Random } from "../../../src/core/random.ts";
import { listCheckpoints } from "../../../src/learn/checkpoint/list-checkpoints.ts";
import { verifyCheckpoint } from "../../../src/learn/checkpoint/verify-checkpoint.ts";
import { decodeFeatures } from "../../../src/publish/feature-message.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { tinyRun, type TinyRun } from "../../support/tiny-run.ts";
import { startCli } from "../cli/run-cli.ts";

const isLong = process.env["SACCADE_ABUSE"] === "long";
const kills = Number(process.env["SACCADE_KILLS"] ?? (isLong ? 50 : 2));
const seed = Number(process.env["SACCADE_KILL_SEED"] ?? 7);
/** Writing a checkpoint, the trial on live frames, the switch and the mark take about as long. */
const longestWaitMs = 300;

/** One camera of the built-in world at 20 Hz; checkpoints are written by promotions alone. */
function robot(): Promise<TinyRun> {
  return tinyRun({
    everySeconds: 3600,
    change: {
      simulator: { scene: "corridor", seed: 3 },
      sensors: {
        camera: {
          ...{ modality: "camera", image: { width: 32, height: 32 } },
          ...{ from: "inproc://camera", rateHz: 20 },
        },
      },
      publish: undefined,
    },
  });
}

/** What was heard of one life, from its start to the power cut. */
interface Life {
  /** The versions that answered, in their order; the first is what it started with. */
  readonly versions: readonly string[];
  /** Contract of the first answer. */
  readonly contractVersion: number;
  readonly err: string;
}

/**
 * Starts `saccade run` and kills it a random moment after a promotion began or ended.
 * @param options.answering number of the encoder, from 1, whose replacement is cut off
 */
async function live(
  { config, checkpoints, features }: TinyRun,
  options: { readonly answering: number; readonly random: Random },
): Promise<Life> {
  const { answering, random } = options;
  const isAtEnd = random.uniform() < 0.5;
  const waitMs = random.uniform() * longestWaitMs;
  const transport = await openTransport({
    ...{ url: features, role: "subscriber", maxQueuedBytes: 1e6, maxMessageBytes: 1e6 },
    connectTimeoutMs: 10_000,
  });
  const versions: string[] = [];
  let contractVersion = -1;
  const subscription = transport.messages("saccade/v1/f/d/camera/features").subscribe({
    next: ({ payload }) => {
      const decoded = decodeFeatures(payload);
      if (!decoded.ok) throw new Error(decoded.detail);
      const { modelVersion } = decoded.message;
      if (versions.length === 0) ({ contractVersion } = decoded.message);
      if (versions.at(-1) !== modelVersion) versions.push(modelVersion);
    },
    error: (error: unknown) => {
      throw error;
    },
  });
  const running = startCli(
    ...["run", config, "--json", "--no-window"],
    ...["--set", `publish=[{ to: '${features}' }]`, "--set", "learn.contract.anchors=32"],
  );
  onTestFinished(() => {
    running.kill();
  });
  const endsByItself = running.ended.then(({ err }): never => {
    throw new Error(`the run ended by itself: ${err}`);
  });
  const heard = async (count: number): Promise<void> => {
    while (versions.length < count) await Promise.race([sleep(2), endsByItself]);
  };
  try {
    await heard(answering);
    if (isAtEnd) await heard(answering + 1);
    else await Promise.race([writes(join(checkpoints, "camera")), endsByItself]);
    await sleep(waitMs);
    running.kill();
    const { err } = await running.ended;
    return { versions, contractVersion, err };
  } finally {
    subscription.unsubscribe();
    await transport.close();
  }
}

/** Resolves when something is written into a folder. */
async function writes(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for await (const { eventType } of watch(folder)) {
    if (eventType === "rename") return;
  }
}

describe("saccade run, killed around promotions", () => {
  it(
    `starts with a whole promoted encoder, the last or the one before it, ${kills} times`,
    async () => {
      const run = await robot();
      const random = randomFor(seed, "moments");
      const tally = { last: 0, unheard: 0, before: 0 };
      // The third encoder answers only once the second is marked: a restart has one to start with.
      let before = await live(run, { answering: 3, random });
      for (let kill = 1; kill <= kills; kill++) {
        const kept = await listCheckpoints(run.checkpoints);
        for (const { path } of kept) expect(await verifyCheckpoint(path)).toBeUndefined();
        const next = await live(run, { answering: 1, random });
        const [served] = next.versions;
        const where = `seed ${seed}, kill ${kill}: ${JSON.stringify({ before, next, kept })}`;
        expect(next.err, where).not.toMatch(
          /left out|starting anew|cannot answer|was not answered/,
        );
        expect(next.contractVersion, where).toBeGreaterThanOrEqual(1);
        const heard = before.versions.toReversed().indexOf(served!);
        if (heard === 0) tally.last += 1;
        else if (heard === 1) tally.before += 1;
        else {
          // Marked, and cut off before its first answer was heard of: the newest there is.
          expect(served, where).toBe(kept.at(-1)?.modelVersion);
          expect(heard, where).toBe(-1);
          tally.unheard += 1;
        }
        before = next;
      }
      if (isLong) {
        expect(tally.last + tally.unheard).toBeGreaterThan(tally.before);
        process.stdout.write(
          `\n${kills} kills of run: ${tally.last + tally.unheard} starts with the last promoted encoder (${tally.unheard} of them cut off before its first answer was heard), ${tally.before} with the one before; seed ${seed}\n`,
        );
      }
    },
    isLong ? 1_500_000 : 120_000,
  );
});
