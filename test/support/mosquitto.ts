import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";

/** A mosquitto of our own, on a free port of 127.0.0.1. */
export interface Mosquitto {
  readonly url: string;
  readonly port: number;
  /** Kills it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port after `kill`. */
  restart(): Promise<void>;
  /** Freezes the process: its sockets stay open and nothing is read. */
  pause(): void;
  resume(): void;
  /** Ends it and removes its files. Safe after `kill` and `pause`. */
  stop(): Promise<void>;
}

/** Debian installs the broker outside a plain user's PATH. */
const mosquittoPath = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"]
  .map((folder) => join(folder, "mosquitto"))
  .find((path) => existsSync(path));

/** Why tests with mosquitto are skipped; undefined when they run. */
export const mosquittoMissing =
  mosquittoPath === undefined
    ? "mosquitto is not installed (apt-get install mosquitto)"
    : undefined;

/**
 * @param options.extraConfig further lines of mosquitto.conf
 * @param options.websocketPort where to listen for MQTT over WebSocket too
 */
export async function startMosquitto(
  options: {
    readonly extraConfig?: string;
    readonly websocketPort?: number;
    /** Port of a TLS listener, and the lines that belong to it. */
    readonly tls?: { readonly port: number; readonly config: string };
    /** Another computer that it runs on, and how to start a program there. */
    readonly farAway?: {
      readonly address: string;
      readonly spawn: (command: string, args: readonly string[]) => ChildProcess;
    };
  } = {},
): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), "saccade-mosquitto-"));
  const port = await freePort();
  const configPath = join(folder, "mosquitto.conf");
  const { extraConfig = "", websocketPort, tls, farAway } = options;
  const host = farAway?.address ?? "127.0.0.1";
  const websocket =
    websocketPort === undefined
      ? ""
      : `listener ${websocketPort.toString()} 127.0.0.1\nprotocol websockets\n`;
  const secured = tls ? `listener ${tls.port.toString()} 127.0.0.1\n${tls.config}\n` : "";
  // `user root`: started by root it would become a user who may not read the test's own folder.
  await writeFile(
    configPath,
    `listener ${port.toString()} ${host}\nallow_anonymous true\npersistence false\nuser root\n` +
      `log_dest none\n${websocket}${secured}${extraConfig}\n`,
  );
  const start = async (): Promise<ChildProcess> => {
    const [path, args] = [mosquittoPath ?? "mosquitto", ["-c", configPath]];
    const started = farAway ? farAway.spawn(path, args) : spawn(path, args, { stdio: "ignore" });
    for (const each of [port, websocketPort ?? port, tls?.port ?? port])
      await untilListening({ host, port: each }, started);
    return started;
  };
  let child = await start();
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  };
  return {
    url: `mqtt://${host}:${port.toString()}`,
    port,
    kill,
    restart: async () => {
      child = await start();
    },
    pause: () => {
      child.kill("SIGSTOP");
    },
    resume: () => {
      child.kill("SIGCONT");
    },
    stop: async () => {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilListening(
  address: { readonly host: string; readonly port: number },
  child: ChildProcess,
): Promise<void> {
  for (let attempt = 0; attempt < 200 && child.exitCode === null; attempt++) {
    const probe = connect(address);
    const isThere = await new Promise<boolean>((resolve) => {
      probe.once("connect", () => {
        resolve(true);
      });
      probe.once("error", () => {
        resolve(false);
      });
    });
    probe.destroy();
    if (isThere) return;
    await sleep(25);
  }
  throw new Error(`mosquitto did not start on port ${address.port.toString()}`);
}
