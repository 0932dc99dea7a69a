import { setTimeout } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Sample } from "../../../src/frames/sample.ts";
import { readCheckpoint } from "../../../src/learn/checkpoint/read-checkpoint.ts";
import type { LearnerEvent, LearnerThreadData } from "../../../src/learn/learner-messages.ts";
import { openLearnerThread, type LearnerThread } from "../../../src/learn/learner-thread.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { wallDrive } from "../../support/tiny-learner.ts";
import { tinyPlan } from "../../support/tiny-plan.ts";

const seed = 99;
const drive = wallDrive({ frames: 120, seed });

type Kind = LearnerEvent["kind"];
type Of<K extends Kind> = Extract<LearnerEvent, { readonly kind: K }>;

const data = (
  root: string,
  engine = { name: "ort-node", provider: "cpu" },
  batch = 8,
): LearnerThreadData => {
  const plan = tinyPlan(root, seed);
  const options = { ...plan.options, spec: { ...plan.options.spec, batch } };
  return { engine, niceness: 0, learners: [{ ...plan, options }] };
};

describe("the learner thread", () => {
  const opened: LearnerThread[] = [];
  /** Opens the thread and writes down what it says. */
  const open = (...options: Parameters<typeof data>) => {
    const thread = openLearnerThread(data(...options));
    opened.push(thread);
    const said: LearnerEvent[] = [];
    const ends: unknown[] = [];
    thread.events.subscribe({
      next: (event) => said.push(event),
      error: (error: unknown) => ends.push(error),
      complete: () => ends.push("complete"),
    });
    const all = <K extends Kind>(kind: K) => said.filter((e): e is Of<K> => e.kind === kind);
    const until = <K extends Kind>(kind: K, count = 1): Promise<Of<K>[]> =>
      vi.waitUntil(
        () => {
          if (ends.length > 0) throw new Error(`ended before '${kind}'`, { cause: ends[0] });
          return all(kind).length >= count && all(kind);
        },
        { timeout: 20_000, interval: 5 },
      );
    return { thread, said, ends, until };
  };
  const feed = async (thread: LearnerThread, samples: readonly Sample[]): Promise<void> => {
    for (const sample of samples) await vi.waitUntil(() => thread.offer(sample), { interval: 5 });
  };

  afterEach(async () => {
    for (const thread of opened.splice(0)) await thread.stop();
  });

  it("trains on what it is given, promotes, and ends with a checkpoint to go on from", async () => {
    const root = await temporaryFolder();
    const { thread, said, ends, until } = open(root);
    const [ready] = await until("ready");
    const [fresh] = ready!.encoders;
    expect([fresh!.sensor, fresh!.step]).toEqual(["camera", 0]);

    await feed(thread, drive);
    const steps = await until("step", 6);
    expect(steps.slice(0, 6).map(({ report }) => report.step)).toEqual([1, 2, 3, 4, 5, 6]);
    const [{ encoder, assessment }] = (await until("promoted")) as [Of<"promoted">];
    expect([encoder.step, assessment.step]).toEqual([5, 5]);
    expect(encoder.version).not.toBe(fresh!.version);

    await thread.stop();
    expect(said.at(-1)).toEqual({ kind: "stopped" });
    expect(ends).toEqual(["complete"]);
    expect(thread.offer(drive[0]!)).toBe(false);
    const { manifest } = await readCheckpoint(root, "camera");
    expect(manifest.step).toBeGreaterThanOrEqual(6);

    const [again] = await open(root).until("ready");
    expect(again!.encoders[0]).toMatchObject({
      step: manifest.step,
      version: manifest.modelVersion,
    });
  });

  it("tests again where what it tested first was too little to learn from", async () => {
    const engine = { name: "ort-node", provider: "cpu" };
    const { thread, said, until } = open(await temporaryFolder(), engine, 32);
    await until("ready");
    for (let frame = 0, isTested = false; !isTested; frame++) {
      await feed(thread, drive.slice(frame, frame + 1));
      await until("taken", frame + 1);
      await setTimeout(20);
      isTested = said.some((event) => event.kind === "scored");
    }
    expect(said.some((event) => event.kind === "step")).toBe(false);
    await feed(thread, drive.slice(60));
    await until("step");
  });

  it("trains for the part of the time that it is given, and not at all at 0", async () => {
    const { thread, said, until } = open(await temporaryFolder());
    await until("ready");
    await feed(thread, drive);
    await until("step", 12);
    const steps = (): number => said.filter((e) => e.kind === "step").length;
    const during = async (ms: number): Promise<number> => {
      const before = steps();
      await setTimeout(ms);
      return steps() - before;
    };
    const all = await during(1500);
    thread.setDuty(0.25);
    await during(200);
    const quarter = await during(1500);
    thread.setDuty(0);
    await during(300);
    expect(await during(1000)).toBe(0);
    thread.setDuty(1);
    expect(await during(1500)).toBeGreaterThan(quarter);
    expect(quarter).toBeGreaterThan(0);
    expect(quarter).toBeLessThan(0.6 * all);
  });

  it("stops at once while it pauses", async () => {
    const { thread, until } = open(await temporaryFolder());
    thread.setDuty(0);
    await feed(thread, drive.slice(0, 60));
    await until("taken", 60);
    const startMs = performance.now();
    await thread.stop();
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it("refuses more samples than it may have on their way, and takes more later", async () => {
    const { thread } = open(await temporaryFolder());
    const sample = drive[7]!;
    const { length } = sample.pixels;
    const offered = Array.from({ length: 200 }, () => thread.offer(sample));
    const refused = offered.indexOf(false);
    expect(refused).toBeGreaterThan(0);
    expect(offered.slice(refused).some(Boolean)).toBe(false);
    await vi.waitUntil(() => thread.offer(sample), { timeout: 10_000 });
    // Handed over means copied: the frame goes on to inference.
    expect(sample.pixels).toHaveLength(length);
  });

  it("tells why it could not start, with the code that the failure has in its thread", async () => {
    const { thread, ends } = open(await temporaryFolder(), { name: "none", provider: "cpu" });
    const problem = {
      code: "REGISTRY_UNKNOWN",
      message: expect.stringMatching(/unknown engine 'none'/) as string,
    };
    await expect(thread.ready()).rejects.toMatchObject(problem);
    expect(ends[0]).toMatchObject(problem);
    expect(thread.offer(drive[0]!)).toBe(false);
    await thread.stop();
  });
});
