import { fail } from "../core/errors.ts";
import type { TransportOptions } from "./transport.ts";

/** What one side of a ZeroMQ connection does with its endpoint. */
export interface ZeromqAddress {
  /** As libzmq takes it: `tcp://127.0.0.1:5556`, `ipc:///run/robot/camera.sock`. */
  readonly endpoint: string;
  readonly isBinding: boolean;
  /** Each message goes to one receiver (PUSH/PULL) instead of to all subscribers. */
  readonly isPipe: boolean;
  /** Encrypted, and the connecting side knows the binding side by its key. */
  readonly isCurve: boolean;
}

const flags: readonly string[] = ["bind", "connect", "curve", "pipe"];

/**
 * Reads a ZeroMQ URL. A publisher binds and a subscriber connects; `?bind=1` or `?connect=1` turns
 * that round; `?pipe=1` makes it a pipe and `?curve=1` encrypts it, joined by `&`. A port of `*` takes a free one (binding only).
 *
 * @throws AppError TRANSPORT_ADDRESS_INVALID
 */
export function parseZeromqAddress(url: string, role: TransportOptions["role"]): ZeromqAddress {
  const invalid = (problem: string): never => fail("TRANSPORT_ADDRESS_INVALID", url, problem);
  const [endpoint = "", query = ""] = url.split("?", 2);
  let isBinding = role === "publisher";
  let [isPipe, isCurve] = [false, false];
  for (const [key, value] of new URLSearchParams(query)) {
    if (value !== "1" || !flags.includes(key)) {
      return invalid(`'${key}=${value}' is none of ${flags.map((f) => `${f}=1`).join(", ")}`);
    }
    if (key === "pipe") isPipe = true;
    else if (key === "curve") isCurve = true;
    else isBinding = key === "bind";
  }
  const problem = endpoint.startsWith("tcp://")
    ? tcpProblem(endpoint.slice("tcp://".length), isBinding)
    : ipcProblem(endpoint.slice("ipc://".length));
  if (problem !== undefined) return invalid(problem);
  return { endpoint, isBinding, isPipe, isCurve };
}

function tcpProblem(rest: string, isBinding: boolean): string | undefined {
  const match = /^(?<host>[^/:]+|\[[^\]]+\]):(?<port>\*|\d{1,5})$/.exec(rest);
  if (!match) return "a TCP endpoint is host:port and nothing more";
  const { host = "", port = "" } = match.groups ?? {};
  if (!isBinding && (host === "*" || port === "*")) return "only the binding side may use *";
  // libzmq keeps the low 16 bits of a larger number and would listen somewhere else.
  return Number(port) > 65_535 ? "the port is above 65535" : undefined;
}

function ipcProblem(path: string): string | undefined {
  if (path === "") return "the path is missing";
  return Buffer.byteLength(path) > 107
    ? "the path is longer than the 107 bytes a socket's name may have"
    : undefined;
}
