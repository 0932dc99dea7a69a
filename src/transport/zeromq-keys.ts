import { readFile } from "node:fs/promises";
import { curveKeyPair } from "zeromq";
import { fail, failFrom } from "../core/errors.ts";
import type { ZeromqAddress } from "./zeromq-address.ts";

/** CURVE options of a socket; none for a plain one. Nothing prints them. */
export interface ZeromqKeys {
  readonly curveServer?: true;
  readonly curvePublicKey?: string;
  readonly curveSecretKey?: string;
  readonly curveServerKey?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const own = "SACCADE_ZMQ_KEY_FILE";
const server = "SACCADE_ZMQ_SERVER_KEY_FILE";

/**
 * Reads the keys of a `?curve=1` address. The binding side proves who it is by SACCADE_ZMQ_KEY_FILE;
 * the connecting side knows it by the public key in SACCADE_ZMQ_SERVER_KEY_FILE, and shows the key of
 * SACCADE_ZMQ_KEY_FILE, or one made for this connection.
 *
 * Files are certificates as `zmq.auth.create_certificates` of pyzmq and czmq write them.
 *
 * @throws AppError TRANSPORT_CREDENTIALS_INVALID, or TRANSPORT_ADDRESS_INVALID naming the variable
 *   that is not set
 * @see RFC 26/CurveZMQ, RFC 32/Z85
 */
export async function readZeromqKeys(
  { endpoint, isBinding, isCurve }: ZeromqAddress,
  environment: Environment,
): Promise<ZeromqKeys> {
  if (!isCurve) return {};
  const unset = (variable: string): never =>
    fail("TRANSPORT_ADDRESS_INVALID", endpoint, `?curve=1 on this side needs ${variable}`);
  if (isBinding) {
    const secret = await keyIn(own, "secret", environment);
    return { curveServer: true, curveSecretKey: secret ?? unset(own) };
  }
  const [curveServerKey, publicKey, secretKey] = await Promise.all([
    keyIn(server, "public", environment),
    keyIn(own, "public", environment),
    keyIn(own, "secret", environment),
  ]);
  const pair =
    publicKey !== undefined && secretKey !== undefined ? { publicKey, secretKey } : curveKeyPair();
  return {
    curveServerKey: curveServerKey ?? unset(server),
    curvePublicKey: pair.publicKey,
    curveSecretKey: pair.secretKey,
  };
}

async function keyIn(
  variable: string,
  kind: "public" | "secret",
  environment: Environment,
): Promise<string | undefined> {
  const path = environment[variable];
  if (path === undefined || path === "") return undefined;
  const invalid = (problem: string): never =>
    fail("TRANSPORT_CREDENTIALS_INVALID", variable, path, problem);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    return failFrom(
      cause,
      "TRANSPORT_CREDENTIALS_INVALID",
      variable,
      path,
      (cause as Error).message,
    );
  }
  // 32 bytes in Z85 are 40 characters, none of them a quote.
  const key = new RegExp(`^\\s*${kind}-key\\s*=\\s*"([!-~]{40})"\\s*$`, "m").exec(text)?.[1];
  return key ?? invalid(`it has no line ${kind}-key = "…" with 40 characters`);
}
