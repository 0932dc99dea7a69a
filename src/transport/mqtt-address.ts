import { fail } from "../core/errors.ts";
import { withoutCredentials } from "./address.ts";

const defaultPorts = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

export const mqttSchemes = Object.keys(defaultPorts) as readonly MqttScheme[];
type MqttScheme = keyof typeof defaultPorts;

/** Where a broker is, taken apart. */
export interface MqttAddress {
  readonly protocol: MqttScheme;
  readonly hostname: string;
  readonly port: number;
  /** Path and query of a WebSocket URL; `/` otherwise. */
  readonly path: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The address as people may see it: without credentials. */
  readonly shown: string;
}

/**
 * Reads a broker's URL. Credentials in it are for a quick try; `readMqttCredentials` knows better places.
 *
 * @throws AppError TRANSPORT_ADDRESS_INVALID
 */
export function parseMqttAddress(url: string): MqttAddress {
  const shown = withoutCredentials(url);
  const invalid = (problem: string): never => fail("TRANSPORT_ADDRESS_INVALID", shown, problem);
  if (!URL.canParse(url)) return invalid("not a URL");
  const parsed = new URL(url);
  const protocol = mqttSchemes.find((scheme) => `${scheme}:` === parsed.protocol);
  if (!protocol) return invalid(`the scheme is none of ${mqttSchemes.join(", ")}`);
  if (parsed.hostname === "") return invalid("the host is missing");
  const isWebSocket = protocol === "ws" || protocol === "wss";
  const path = `${parsed.pathname}${parsed.search}`;
  if (!isWebSocket && path !== "" && path !== "/") {
    return invalid("topics are named apart from the address; end it after the port");
  }
  return {
    protocol,
    // A socket wants a bare IPv6 address, a WebSocket URL the bracketed one.
    hostname: isWebSocket ? parsed.hostname : parsed.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: parsed.port === "" ? defaultPorts[protocol] : Number(parsed.port),
    path: path === "" ? "/" : path,
    username: decoded(parsed.username),
    password: decoded(parsed.password),
    shown,
  };
}

function decoded(part: string): string | undefined {
  if (part === "") return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a bare % in a password
  }
}
