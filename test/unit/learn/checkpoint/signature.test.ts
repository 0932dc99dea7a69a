import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseManifest, printManifest } from "../../../../src/learn/checkpoint/manifest.ts";
import { readCheckpoint } from "../../../../src/learn/checkpoint/read-checkpoint.ts";
import { readCheckpointKeys, signatureFile } from "../../../../src/learn/checkpoint/signature.ts";
import { writeCheckpoint } from "../../../../src/learn/checkpoint/write-checkpoint.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const ours = generateKeyPairSync("ed25519");
const others = generateKeyPairSync("ed25519");

async function written(signer?: KeyPairKeyObjectResult["privateKey"]) {
  const root = await temporaryFolder();
  const { path } = await writeCheckpoint(root, {
    ...{ sensor: "camera", step: 5, seed: 1, config: {}, versions: {}, extra: null, signer },
    state: { weight: { dtype: "float32", shape: [3], data: Float32Array.of(1, 2, 3) } },
    modelTensors: ["weight"],
  });
  const read = (trust?: readonly KeyPairKeyObjectResult["publicKey"][]) =>
    readCheckpoint(root, "camera", { trust });
  return { path, read };
}

describe("a checkpoint that was signed", () => {
  it("is opened by whoever trusts the key, among others, and by whoever asks for none", async () => {
    const { read } = await written(ours.privateKey);
    expect((await read([others.publicKey, ours.publicKey])).manifest.step).toBe(5);
    expect((await read()).manifest.step).toBe(5);
  });

  it("is refused by whoever trusts other keys only", async () => {
    const { read, path } = await written(ours.privateKey);
    await expect(read([others.publicKey])).rejects.toMatchObject({
      code: "CHECKPOINT_UNTRUSTED",
      message: expect.stringMatching(
        new RegExp(`^${path} is not opened: its signature is of none of the trusted keys`),
      ) as string,
    });
  });

  it("is refused once its manifest was changed, although that is sealed anew", async () => {
    const { read, path } = await written(ours.privateKey);
    const manifest = parseManifest(await readFile(join(path, "manifest.json"), "utf8"));
    await writeFile(join(path, "manifest.json"), printManifest({ ...manifest, seed: 2 }));
    expect((await read()).manifest.seed).toBe(2);
    await expect(read([ours.publicKey])).rejects.toMatchObject({ code: "CHECKPOINT_UNTRUSTED" });
  });

  it("is refused once its weights were changed: the manifest has their hash", async () => {
    const { read, path } = await written(ours.privateKey);
    const file = join(path, "state.bin");
    const bytes = await readFile(file);
    bytes[0]! ^= 1;
    await writeFile(file, bytes);
    await expect(read([ours.publicKey])).rejects.toMatchObject({ code: "CHECKPOINT_INVALID" });
  });

  it.each([
    ["gone", async (file: string) => rm(file), "it is not signed"],
    ["cut", async (file: string) => writeFile(file, "QUJD\n"), "its signature is of none"],
    ["no base64", async (file: string) => writeFile(file, "\u0000?"), "its signature is of none"],
  ])("is refused when its signature is %s", async (_, damage, words) => {
    const { read, path } = await written(ours.privateKey);
    await damage(join(path, signatureFile));
    await expect(read([ours.publicKey])).rejects.toMatchObject({
      code: "CHECKPOINT_UNTRUSTED",
      message: expect.stringContaining(words) as string,
    });
  });
});

describe("readCheckpointKeys", () => {
  const pems = async () => {
    const folder = await temporaryFolder();
    const write = async (name: string, text: string | Buffer): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const spki = { type: "spki", format: "pem" } as const;
    const pkcs8 = { type: "pkcs8", format: "pem" } as const;
    const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 });
    return {
      sign: await write("sign.pem", ours.privateKey.export(pkcs8)),
      trust: await write("trust.pem", ours.publicKey.export(spki)),
      other: await write("other.pem", others.publicKey.export(spki)),
      rsa: await write("rsa.pem", rsa.publicKey.export(spki)),
      text: await write("text.pem", "secret words"),
    };
  };

  it("reads a pair, and nothing where nothing is named", async () => {
    const { sign, trust, other } = await pems();
    const keys = await readCheckpointKeys({ sign, trust: [other, trust] });
    expect(keys.sign?.type).toBe("private");
    expect(keys.trust).toHaveLength(2);
    expect(await readCheckpointKeys({})).toEqual({});
  });

  it("names the file and what is wrong with it, never what is in it", async () => {
    const { sign, other, rsa, text } = await pems();
    const failure = async (files: Parameters<typeof readCheckpointKeys>[0]) => {
      const error: unknown = await readCheckpointKeys(files).catch((e: unknown) => e);
      expect(error).toMatchObject({ code: "CHECKPOINT_KEY_INVALID" });
      return (error as Error).message;
    };
    expect(await failure({ sign, trust: [other] })).toContain(
      `${sign} holds no key for checkpoints: its public half is not among learn.checkpoint.trust`,
    );
    expect(await failure({ trust: [rsa] })).toContain("it is of type rsa");
    const words = await failure({ sign: text });
    expect(words).toContain(text);
    expect(words).not.toContain("secret words");
    expect(await failure({ sign: "/nowhere.pem" })).toContain("ENOENT");
  });
});
