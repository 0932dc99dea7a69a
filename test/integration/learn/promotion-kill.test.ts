import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyPlan } from "../../support/tiny-plan.ts";

const seed = 11;
const isLong = process.env["SACCADE_ABUSE"] === "long";
const kills = isLong ? 50 : 3;

/** A learner that promotes every few steps and is told each time that the encoder answers now. */
function script(root: string): string {
  const from = (path: string): string =>
    JSON.stringify(new URL(`../../../dist/${path}`, import.meta.url).href);
  const data = {
    engine: { name: "ort-node", provider: "cpu" },
    niceness: 0,
    learners: [tinyPlan(root, seed)],
  };
  return `
    import { openLearnerThread } from ${from("learn/learner-thread.js")};
    import { randomFor } from ${from("core/random.js")};
    const random = randomFor(1, "wall");
    const wall = Uint8Array.from({ length: 32 * 900 * 3 }, () => random.integer(256));
    const say = (...words) => process.stdout.write(words.join(" ") + "\\n");
    const thread = openLearnerThread(${JSON.stringify(data)});
    thread.events.subscribe((event) => {
      if (event.kind === "trouble") say("trouble", event.message);
      if (event.kind !== "promoted") return;
      say("promoted", event.encoder.version);
      thread.decide("camera", event.encoder.step, []);
    });
    const { encoders: [first] } = await thread.ready();
    say("ready", first.version, first.contract?.version ?? 0);
    for (let i = 0; ; i++) {
      const pixels = new Uint8Array(32 * 32 * 3);
      for (let row = 0; row < 32; row++) {
        const at = 3 * (900 * row + ((3 * i) % 868));
        pixels.set(wall.subarray(at, at + 96), 96 * row);
      }
      const sample = {
        sensor: "camera", stampNs: BigInt(i) * 100000000n, arrivalMs: 0,
        layout: { height: 32, width: 32, channels: 3 }, pixels,
      };
      thread.offer(sample);
      if (i > 120) await new Promise((resolve) => setTimeout(resolve, 100));
      else if (i % 30 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }`;
}

/** What one life of the learner said until it was killed. */
async function live(
  root: string,
  { promotions, moment }: { readonly promotions: number; readonly moment: () => number },
): Promise<readonly (readonly string[])[]> {
  // A file: a program given by `-e` could start no threads.
  const program = join(root, "learner.mjs");
  await writeFile(program, script(root));
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let said = "";
  const promoted = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split("promoted").length > promotions) resolve();
    });
  });
  await Promise.race([promoted, exited]);
  await new Promise((resolve) => setTimeout(resolve, moment()));
  child.kill("SIGKILL");
  await exited;
  return said
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split(" "));
}

describe("a robot that loses power around promotions", () => {
  it(
    `starts with a whole promoted encoder, the last or the one before it, ${kills} times`,
    async () => {
      const root = await temporaryFolder();
      const random = randomFor(seed, "moments");
      let known: readonly string[] = [];
      for (let kill = 0; kill <= kills; kill++) {
        const lines = await live(root, {
          // The first life leaves at least one that is marked: the second comes only after that.
          promotions: kill === 0 ? 2 : 1,
          moment: () => random.uniform() * 700,
        });
        const told = (word: string) => lines.filter(([first]) => first === word);
        const where = `seed ${seed}, kill ${kill}: ${JSON.stringify(lines)}`;
        expect(told("trouble"), where).toEqual([]);
        const [ready] = told("ready");
        const [, version, contract] = ready!;
        if (kill > 0) {
          expect(known, where).toContain(version);
          expect(Number(contract), where).toBeGreaterThanOrEqual(1);
        }
        const promoted = told("promoted").map(([, own]) => own!);
        // The mark of the last, even of the one before, may not have reached the disk.
        known = [version!, ...promoted].slice(promoted.length > 2 ? -2 : 0);
        if (kill === 0) known = promoted;
      }
    },
    isLong ? 600_000 : 60_000,
  );
});
