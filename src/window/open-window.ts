import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import type { Pipeline } from "../app/run.ts";
import { planSensor } from "../app/sensor-plan.ts";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { createAccess } from "./access.ts";
import type { Door } from "./door.ts";
import { exposition, expositionContentType } from "./exposition.ts";
import { openFoxgloveHub } from "./foxglove/hub.ts";
import { foxgloveProtocols } from "./foxglove/protocol.ts";
import { healthOf } from "./health.ts";
import { metricsOf } from "./metrics.ts";
import { readPageFiles } from "./page-files.ts";
import { openPageHub } from "./page-hub.ts";
import { stateOf } from "./state-of.ts";
import { pageProtocol } from "./wire.ts";

/** A run's window: the page, its live data, Foxglove's protocol, metrics and health, on one port. */
export interface RunWindow {
  /** Says goodbye to everyone. Safe to call twice. */
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly config: Config;
  readonly pipeline: Pipeline;
  /** Taken over: closed with the window. */
  readonly door: Door;
  /** Who does not bring it sees nothing. */
  readonly token?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What viewers say is a few words. */
const maxRequestBytes = 65_536;

/**
 * Opens the window on a running pipeline. It only looks on: a viewer costs frames of its own, never frames
 * of the pipeline.
 */
export async function openWindow(options: WindowOptions): Promise<RunWindow> {
  const { config, pipeline, door, token, clock, log } = options;
  const { maxViewers, picturesPerSecond, kilobitsPerSecond } = config.window;
  const access = createAccess(token);
  const files = await readPageFiles();
  const wallMs = (): number => Number(clock.wallNs() / 1_000_000n);
  const sensors = Object.entries(config.sensors).map(([name, { modality }]) => {
    const { sampler } = planSensor(config, name);
    return {
      name,
      modality,
      rangeImage: sampler.modality === "lidar" ? sampler.rangeImage : undefined,
    };
  });
  const page = openPageHub({
    fleet: config.fleet,
    device: config.device,
    sensors: sensors.map(({ name, modality }) => ({ name, modality })),
    state: () => stateOf(pipeline, wallMs()),
    askForGlimpse: (sensor) => {
      pipeline.glimpse(sensor);
    },
    picturesPerSecond,
    bitsPerSecond: 1000 * kilobitsPerSecond,
    clock,
    log,
  });
  const foxglove = openFoxgloveHub({
    name: `saccade ${config.fleet}/${config.device}`,
    sensors,
    clock,
    log,
  });
  const viewers = (): number => page.viewers() + foxglove.viewers();

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const say = (status: number, type: string, text: string): void => {
      response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
      response.end(text);
    };
    const { pathname } = new URL(request.url ?? "/", "http://window");
    if (request.method !== "GET" && request.method !== "HEAD") {
      say(405, "text/plain", "only GET is answered here\n");
    } else if (pathname === "/healthz") {
      const { isWell, body } = healthOf(stateOf(pipeline, wallMs()));
      say(isWell ? 200 : 503, "application/json", `${JSON.stringify(body)}\n`);
    } else if (pathname === "/metrics") {
      const own = { viewers: viewers(), dropped: page.dropped() + foxglove.dropped() };
      if (!access.admits(request)) say(401, "text/plain", "a token is needed\n");
      else {
        const metrics = metricsOf(stateOf(pipeline, wallMs()), own);
        say(200, expositionContentType, exposition(metrics));
      }
    } else if (!files.serve(pathname, response)) {
      const isPage = pathname === "/";
      say(404, "text/plain", isPage ? "the page is not built: npm run build\n" : "not here\n");
    }
  };

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxRequestBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocolOf(offered) ?? false,
  });
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const refuse = (line: string): void => {
      socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    const offered = (request.headers["sec-websocket-protocol"] ?? "").split(/\s*,\s*/);
    const protocol = protocolOf(new Set(offered));
    if (protocol === undefined) refuse("400 Bad Request");
    else if (!access.admits(request)) refuse("401 Unauthorized");
    else if (viewers() >= maxViewers) refuse("503 Service Unavailable");
    else {
      sockets.handleUpgrade(request, socket, head, (viewer) => {
        (protocol === pageProtocol ? page : foxglove).welcome(viewer);
      });
    }
  };

  door.server.on("request", answer).on("upgrade", upgrade);
  door.open();
  const stopObserving = pipeline.observe({
    answered: (frame, features) => {
      page.answered(frame, features);
      foxglove.answered(frame, features);
    },
    learned: (event) => {
      page.learned(event);
    },
  });
  const closing = async (): Promise<void> => {
    stopObserving();
    await Promise.all([page.close(), foxglove.close()]);
    await door.close();
  };
  let closed: Promise<void> | undefined;
  return { close: () => (closed ??= closing()) };
}

/** The page's own, or one of Foxglove's; undefined when neither was offered. */
function protocolOf(offered: ReadonlySet<string>): string | undefined {
  return [pageProtocol, ...foxgloveProtocols].find((name) => offered.has(name));
}
