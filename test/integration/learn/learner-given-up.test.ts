import { expect, it, vi } from "vitest";
import { openLearnerThread } from "../../../src/learn/learner-thread.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { wallDrive } from "../../support/tiny-learner.ts";
import { tinyPlan } from "../../support/tiny-plan.ts";

const seed = 99;

// In a file of its own: whoever gives a thread up lets nobody in this process call the runtime any more.
it("a learner that does not end in its time is told as that, and not as a crash", async () => {
  const thread = openLearnerThread(
    {
      engine: { name: "ort-node", provider: "cpu" },
      niceness: 0,
      learners: [tinyPlan(await temporaryFolder(), seed)],
    },
    { stopWithinMs: 0 },
  );
  const ends: unknown[] = [];
  let steps = 0;
  thread.events.subscribe({
    next: ({ kind }) => (steps += kind === "step" ? 1 : 0),
    error: (error: unknown) => ends.push(error),
    complete: () => ends.push("complete"),
  });
  await thread.ready();
  const drive = wallDrive({ frames: 120, seed });
  for (const sample of drive) await vi.waitUntil(() => thread.offer(sample), { interval: 5 });
  await vi.waitUntil(() => steps > 0, { timeout: 20_000, interval: 5 });

  await thread.stop();
  expect(ends).toEqual([
    expect.objectContaining({
      code: "LEARNER_GIVEN_UP",
      message: expect.stringContaining("since the last checkpoint is lost") as string,
    }),
  ]);
  expect(thread.offer(drive[0]!)).toBe(false);
});
