import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { decodeFeatures } from "../../../src/publish/feature-message.ts";
import { makeCertificates, opensslMissing } from "../../support/certificates.ts";
import { freePort } from "../../support/free-port.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { findPython } from "../../support/python.ts";
import { readRunJson } from "../../support/run-json.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { tinyCamera, tinyRun } from "../../support/tiny-run.ts";
import { startCliWith } from "../cli/run-cli.ts";

const execute = promisify(execFile);
const [paho, pyzmq] = [await findPython("paho.mqtt"), await findPython("zmq")];
const missing =
  mosquittoMissing ??
  opensslMissing ??
  [paho, pyzmq].flatMap((python) => ("missing" in python ? [python.missing] : []))[0];

/** Features that each peer waits for. */
const enough = 3;
const forS = 40;
const contentType = "application/x-protobuf;schema=saccade.v1.Features";

const peerJson = z.object({
  messages: z.array(
    z.object({ topic: z.string(), payload: z.string(), contentType: z.string().nullable() }),
  ),
  sent: z.array(z.string()),
});

/** Runs a peer of test/support/peers to its end: what it sent and what it got. */
async function peer(script: string, python: typeof paho, options: object) {
  if ("missing" in python) throw new Error(python.missing);
  const path = fileURLToPath(new URL(`../../support/peers/${script}`, import.meta.url));
  const { stdout } = await execute(python.path, [path, JSON.stringify({ ...options, forS })], {
    maxBuffer: 64e6,
  });
  const { messages, sent } = peerJson.parse(JSON.parse(stdout));
  const features = messages.map(({ payload, ...message }) => {
    const decoded = decodeFeatures(Buffer.from(payload, "base64"));
    if (!decoded.ok) throw new Error(`${script}: ${decoded.reason}`);
    return { ...message, ...decoded.message };
  });
  return { features, sent: sent.map(BigInt) };
}

/** A picture and points on a circle of 5 m, as files. */
async function makePayloads(folder: string) {
  const [picture, points] = [join(folder, "picture.jpg"), join(folder, "points.bin")];
  const create = { width: 64, height: 64, channels: 3, background: "#456" } as const;
  await writeFile(picture, await sharp({ create }).jpeg().toBuffer());
  const circle = Array.from({ length: 400 }, (_, i) => {
    const angle = (2 * Math.PI * i) / 400;
    return [5 * Math.cos(angle), 5 * Math.sin(angle), 0, 0.5];
  });
  await writeFile(points, Float32Array.from(circle.flat()));
  return { picture, points };
}

const title = `stock peers${missing === undefined ? "" : ` (skipped: ${missing})`}`;
describe.skipIf(missing !== undefined)(title, () => {
  it("send frames and take features over MQTT 5, 3.1.1, TLS, mutual TLS and ZeroMQ", async () => {
    const folder = await temporaryFolder();
    const { picture, points } = await makePayloads(folder);
    const { server, robot } = await makeCertificates(folder, "fleet", ["server", "robot"]);
    const [tlsPort, mutualPort, roofPort, outPort] = [
      await freePort(),
      await freePort(),
      await freePort(),
      await freePort(),
    ];
    const files = `cafile ${server.ca}\ncertfile ${server.cert}\nkeyfile ${server.key}`;
    const broker = await startMosquitto({
      tls: { port: tlsPort, config: files },
      extraConfig: `listener ${mutualPort} 127.0.0.1\n${files}\nrequire_certificate true`,
    });
    onTestFinished(() => broker.stop());
    const secure = (port: number) => `mqtts://127.0.0.1:${port}`;
    const [roof, out] = [`tcp://127.0.0.1:${roofPort}`, `tcp://127.0.0.1:${outPort}`];
    const { config } = await tinyRun({
      change: {
        sensors: {
          five: { ...tinyCamera, from: broker.url },
          three: { ...tinyCamera, from: secure(tlsPort) },
          mutual: { ...tinyCamera, from: secure(mutualPort) },
          roof: { modality: "lidar", rangeImage: { rows: 32, columns: 32 }, from: roof },
        },
        publish: [{ to: secure(mutualPort) }, { to: out }],
      },
    });
    const variables = { CA: robot.ca, CERT: robot.cert, KEY: robot.key };
    const env = Object.entries(variables).map(([k, v]) => [`SACCADE_MQTT_${k}_FILE`, v] as const);
    const running = startCliWith(Object.fromEntries(env), "run", config, "--json");

    const topic = (sensor: string, kind: string) => `saccade/v1/f/d/${sensor}/${kind}`;
    const camera = (sensor: string, options: object) =>
      peer("mqtt_peer.py", paho, {
        send: { topic: topic(sensor, "frame"), file: picture, contentType: "image/jpeg" },
        take: { topic: topic(sensor, "features"), count: enough },
        ...options,
      });
    const heard = {
      five: camera("five", { version: 5, port: broker.port }),
      three: camera("three", { version: 4, port: tlsPort, ca: robot.ca }),
      mutual: camera("mutual", { version: 5, port: mutualPort, ...robot }),
      roof: peer("zeromq_peer.py", pyzmq, {
        send: {
          ...{ address: roof, topic: topic("roof", "frame"), file: points },
          contentType: "application/x-kitti-points",
        },
        take: { address: out, topic: topic("roof", "features"), count: enough },
      }),
    };
    await Promise.all(Object.values(heard));
    running.interrupt();
    const { code, out: printed, err } = await running.ended;
    expect(code, err).toBe(0);
    const { frames, failures } = readRunJson(printed);
    expect(failures).toBeUndefined();

    for (const [sensor, answered] of Object.entries(heard)) {
      const { features, sent } = await answered;
      expect(features.length, sensor).toBeGreaterThanOrEqual(enough);
      expect(frames[sensor], sensor).toMatchObject({ missed: 0 });
      for (const message of features) {
        // MQTT 3.1.1 has no place for a stamp, a number or a content type.
        const isPlain = sensor === "three";
        expect(message).toMatchObject({ topic: topic(sensor, "features"), sensor });
        expect(message.contentType).toBe(isPlain ? null : contentType);
        if (isPlain) expect(message.frameSequence).toBeUndefined();
        else expect(message.stampNs).toBe(sent[message.frameSequence!]);
      }
    }
  });
});
