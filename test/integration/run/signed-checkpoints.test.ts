import { generateKeyPairSync } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { listCheckpoints } from "../../../src/learn/checkpoint/list-checkpoints.ts";
import { readRunJson } from "../../support/run-json.ts";
import { tinyRun } from "../../support/tiny-run.ts";
import { lastJson, runCli } from "../cli/run-cli.ts";

it("a run signs what it keeps, goes on from what somebody trusted has signed, and from nothing else", async () => {
  const { folder, config, checkpoints } = await tinyRun({ hasWorld: true });
  const pair = generateKeyPairSync("ed25519");
  const sign = join(folder, "sign.pem");
  const trust = join(folder, "trust.pem");
  await writeFile(sign, pair.privateKey.export({ type: "pkcs8", format: "pem" }));
  await writeFile(trust, pair.publicKey.export({ type: "spki", format: "pem" }));
  const keys = [
    ...["--set", `learn.checkpoint.sign=${sign}`],
    ...["--set", `learn.checkpoint.trust=[${trust}]`],
  ];
  const run = () => runCli("run", config, "--for", "4", "--json", "--no-window", ...keys);

  const first = await run();
  expect(first.code, first.err).toBe(0);
  const verify = () => runCli("checkpoint", checkpoints, "verify", "--trust", trust, "--json");
  expect(await verify()).toMatchObject({ code: 0 });
  const second = await run();
  expect(second.code, second.err).toBe(0);
  expect(second.err).not.toContain("starting anew");
  const { train } = readRunJson(second.out);
  expect(train!.steps).toBeGreaterThan(readRunJson(first.out).train!.steps);

  const current = (await listCheckpoints(checkpoints)).filter(({ isCurrent }) => isCurrent);
  await rm(join(current[0]!.path, "manifest.sig"));
  const refused = await run();
  expect(refused.code).toBe(2);
  expect(refused.err).toMatch(/is not opened: it is not signed.*\[CHECKPOINT_UNTRUSTED\]/);
  const verified = await verify();
  expect(verified.code).toBe(1);
  expect(lastJson(verified.out)["checkpoints"]).toContainEqual(
    expect.objectContaining({ path: current[0]!.path, isWhole: false }),
  );
});
