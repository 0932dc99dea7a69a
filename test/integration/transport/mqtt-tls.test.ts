import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTransport } from "../../../src/transport/index.ts";
import type { Transport } from "../../../src/transport/transport.ts";
import {
  makeCertificates,
  opensslMissing,
  type CertificateFiles,
} from "../../support/certificates.ts";
import { freePort } from "../../support/free-port.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const missing = mosquittoMissing ?? opensslMissing;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(url: string): Promise<Transport> {
  const transport = await openTransport({
    url,
    role: "publisher",
    maxQueuedBytes: 4_000_000,
    maxMessageBytes: 1_000_000,
    connectTimeoutMs: 3000,
  });
  closing.push(() => transport.close());
  return transport;
}

/** A broker with a TLS listener; `lines` beside its own certificate. */
async function tlsBroker({ ca, cert, key }: CertificateFiles, lines: readonly string[] = []) {
  const port = await freePort();
  const files = [`cafile ${ca}`, `certfile ${cert}`, `keyfile ${key}`];
  const config = [...files, ...lines].join("\n");
  const broker = await startMosquitto({ tls: { port, config } });
  closing.push(() => broker.stop());
  return { broker, url: `mqtts://127.0.0.1:${port.toString()}` };
}

/** Sends 300 kB to itself; resolves when they are back. */
async function roundTrip(transport: Transport): Promise<void> {
  const sizes: number[] = [];
  transport.messages("data").subscribe({
    next: ({ payload }) => sizes.push(payload.byteLength),
    error: expect.unreachable,
  });
  transport.publish({ topic: "data", payload: new Uint8Array(300_000), delivery: "reliable" });
  await expect.poll(() => sizes, { timeout: 5000 }).toEqual([300_000]);
}

/** The variables that the CLI reads. */
function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(`SACCADE_MQTT_${name}`, value);
}

const title = `MQTT over TLS${missing === undefined ? "" : ` (skipped: ${missing})`}`;
describe.skipIf(missing !== undefined)(title, () => {
  let server: CertificateFiles;
  let robot: CertificateFiles;
  let stranger: CertificateFiles;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "saccade-tls-"));
    ({ server, robot } = await makeCertificates(folder, "fleet", ["server", "robot"]));
    ({ stranger } = await makeCertificates(folder, "elsewhere", ["stranger"]));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("trusts the authority of SACCADE_MQTT_CA_FILE", async () => {
    const { url } = await tlsBroker(server);
    environment({ CA_FILE: server.ca });
    await roundTrip(await open(url));
  });

  it("refuses a broker whose authority is not known, with OpenSSL's words", async () => {
    const { url } = await tlsBroker(server);
    await expect(open(url)).rejects.toMatchObject({
      code: "TRANSPORT_UNREACHABLE",
      message: expect.stringMatching(/certificate/) as string,
    });
    environment({ CA_FILE: stranger.ca });
    await expect(open(url)).rejects.toMatchObject({ code: "TRANSPORT_UNREACHABLE" });
  });

  it("shows its own certificate where the broker asks for one, also after a reconnect", async () => {
    const { url, broker } = await tlsBroker(server, ["require_certificate true"]);
    environment({ CA_FILE: robot.ca, CERT_FILE: robot.cert, KEY_FILE: robot.key });
    const transport = await open(url);
    await roundTrip(transport);
    await broker.kill();
    await broker.restart();
    await expect.poll(() => transport.stats().reconnects, { timeout: 8000 }).toBe(1);
    await roundTrip(transport);
  });

  it("does not get in without a certificate, or with a stranger's", async () => {
    const { url } = await tlsBroker(server, ["require_certificate true"]);
    environment({ CA_FILE: server.ca });
    await expect(open(url)).rejects.toMatchObject({ code: "TRANSPORT_UNREACHABLE" });
    environment({ CERT_FILE: stranger.cert, KEY_FILE: stranger.key });
    await expect(open(url)).rejects.toMatchObject({ code: "TRANSPORT_UNREACHABLE" });
  });

  it("names the variable and the file when a certificate cannot be used", async () => {
    const url = "mqtts://127.0.0.1:1";
    const refused = (message: RegExp) =>
      expect(open(url)).rejects.toMatchObject({
        code: "TRANSPORT_CREDENTIALS_INVALID",
        message: expect.stringMatching(message) as string,
      });
    environment({ CA_FILE: join(folder, "nowhere.pem") });
    await refused(/SACCADE_MQTT_CA_FILE names '.*nowhere\.pem'.*ENOENT/);
    environment({ CA_FILE: robot.key });
    await refused(/SACCADE_MQTT_CA_FILE.*no PEM certificate/);
    environment({ CA_FILE: robot.ca, CERT_FILE: robot.cert });
    await refused(/SACCADE_MQTT_KEY_FILE is not set/);
    environment({ KEY_FILE: server.key });
    await refused(/SACCADE_MQTT_CERT_FILE.*mismatch/i);
  });
});

const withBroker = `a password from a file${mosquittoMissing === undefined ? "" : ` (skipped: ${mosquittoMissing})`}`;
describe.skipIf(mosquittoMissing !== undefined)(withBroker, () => {
  it("opens the door, and a wrong one is never shown", async () => {
    const folder = await temporaryFolder();
    const [passwords, file] = [join(folder, "passwords"), join(folder, "password")];
    await writeFile(passwords, "robot:open-sesame\n");
    execFileSync("mosquitto_passwd", ["-U", passwords], { stdio: "ignore" });
    await writeFile(file, "open-sesame\n");
    const broker = await startMosquitto({
      extraConfig: `allow_anonymous false\npassword_file ${passwords}`,
    });
    closing.push(() => broker.stop());
    environment({ USERNAME: "robot", PASSWORD_FILE: file });
    await roundTrip(await open(broker.url));
    await writeFile(file, "wrong-word\n");
    await expect(open(broker.url)).rejects.toMatchObject({
      code: "TRANSPORT_REFUSED",
      message: expect.not.stringMatching(/wrong-word|sesame/) as string,
    });
  });
});
