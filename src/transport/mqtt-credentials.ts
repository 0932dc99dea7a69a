import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { fail, failFrom } from "../core/errors.ts";
import type { MqttAddress } from "./mqtt-address.ts";

/** Who this side is and whom it trusts. Lives in memory only; nothing prints it. */
export interface MqttCredentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** PEM: the authorities that may have signed the broker's certificate; absent = Node's own. */
  readonly ca?: Buffer | undefined;
  /** PEM: the certificate that this side shows, and its private key; both or neither. */
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
}

/** Variables that name files, so that no secret stands in a process list or a configuration. */
const fileVariables = {
  password: "SACCADE_MQTT_PASSWORD_FILE",
  ca: "SACCADE_MQTT_CA_FILE",
  cert: "SACCADE_MQTT_CERT_FILE",
  key: "SACCADE_MQTT_KEY_FILE",
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what proves who we are: what the URL says goes before SACCADE_MQTT_USERNAME and
 * SACCADE_MQTT_PASSWORD, these before SACCADE_MQTT_PASSWORD_FILE; certificates come from files only,
 * and are read for `mqtts` and `wss` only. Files are read at each call, so that renewed certificates
 * count from the next start on.
 *
 * @throws AppError TRANSPORT_CREDENTIALS_INVALID naming the variable and the file, never what is in it
 */
export async function readMqttCredentials(
  address: MqttAddress,
  environment: Environment,
): Promise<MqttCredentials> {
  const username = address.username ?? environment["SACCADE_MQTT_USERNAME"];
  const given = address.password ?? environment["SACCADE_MQTT_PASSWORD"];
  const password = given ?? (await passwordOf(environment));
  if (address.protocol === "mqtt" || address.protocol === "ws") return { username, password };
  const [ca, cert, key] = await Promise.all([
    fileOf("ca", environment),
    fileOf("cert", environment),
    fileOf("key", environment),
  ]);
  checkPair(cert, key, environment);
  checkPem("ca", { ca }, environment);
  checkPem("cert", { cert, key }, environment);
  return { username, password, ca, cert, key };
}

async function fileOf(
  what: keyof typeof fileVariables,
  environment: Environment,
): Promise<Buffer | undefined> {
  const variable = fileVariables[what];
  const path = environment[variable];
  if (path === undefined || path === "") return undefined;
  try {
    return await readFile(path);
  } catch (cause) {
    const { message } = cause as Error;
    return failFrom(cause, "TRANSPORT_CREDENTIALS_INVALID", variable, path, message);
  }
}

/** An editor ends a file with a line break, which is no part of the password. */
async function passwordOf(environment: Environment): Promise<string | undefined> {
  return (await fileOf("password", environment))?.toString("utf8").replace(/\r?\n$/, "");
}

function checkPair(
  cert: Buffer | undefined,
  key: Buffer | undefined,
  environment: Environment,
): void {
  if ((cert === undefined) === (key === undefined)) return;
  const [there, missing] = cert ? (["cert", "key"] as const) : (["key", "cert"] as const);
  const variable = fileVariables[there];
  const problem = `a certificate and its key go together; ${fileVariables[missing]} is not set`;
  fail("TRANSPORT_CREDENTIALS_INVALID", variable, environment[variable] ?? "", problem);
}

/** OpenSSL would find it out at the first connection, and not say which file it was. */
function checkPem(
  what: keyof typeof fileVariables,
  files: Pick<MqttCredentials, "ca" | "cert" | "key">,
  environment: Environment,
): void {
  const variable = fileVariables[what];
  const isCertificate = (file: Buffer | undefined): boolean =>
    file?.includes("-----BEGIN CERTIFICATE-----") ?? true;
  const path = environment[variable] ?? "";
  if (!isCertificate(files.ca) || !isCertificate(files.cert)) {
    fail("TRANSPORT_CREDENTIALS_INVALID", variable, path, "it holds no PEM certificate");
  }
  try {
    createSecureContext(files);
  } catch (cause) {
    const { message } = cause as Error;
    failFrom(cause, "TRANSPORT_CREDENTIALS_INVALID", variable, path, message);
  }
}
