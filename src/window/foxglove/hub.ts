import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";
import type { PipelineObserver } from "../../app/run.ts";
import type { Clock } from "../../core/clock.ts";
import type { Logger } from "../../core/log.ts";
import { createViewer, type Viewer } from "../viewer.ts";
import { foxgloveFeeds, type FoxgloveFeed, type FoxgloveSensor } from "./channels.ts";
import { advertise, messageData, readFoxgloveRequest, serverInfo, warning } from "./protocol.ts";

/** The viewers that speak Foxglove's protocol. */
export interface FoxgloveHub extends Pick<PipelineObserver, "answered"> {
  /** A viewer has come; one of `foxgloveProtocols` was agreed on. */
  welcome(socket: WebSocket): void;
  viewers(): number;
  /** Messages that viewers had no room for. */
  dropped(): number;
  close(): Promise<void>;
}

/** Bytes that wait for a slow viewer: three clouds of the largest usual size. */
const mostWaitingBytes = 4_000_000;
/** Subscriptions of one viewer. */
const mostSubscriptions = 256;

interface Connection {
  readonly viewer: Viewer;
  /** Channel by subscription. */
  readonly subscriptions: Map<number, number>;
}

/**
 * Opens the hub. A message is made while somebody is subscribed to its channel, once for all, one at a time
 * for each channel; a viewer that is behind loses messages, never memory of this process.
 *
 * @see github.com/foxglove/ws-protocol/blob/main/docs/spec.md
 */
export function openFoxgloveHub(options: {
  readonly name: string;
  readonly sensors: readonly FoxgloveSensor[];
  readonly clock: Clock;
  readonly log: Logger;
}): FoxgloveHub {
  const { clock, log } = options;
  const session = randomUUID();
  const feeds = foxgloveFeeds(options.sensors);
  const connections = new Set<Connection>();
  const busy = new Set<FoxgloveFeed>();
  let lost = 0;
  /** Whether a subscriber keeps up; for those who do not, the message counts as lost. */
  const isWanted = ({ channel }: FoxgloveFeed): boolean => {
    const subscribed = [...connections].filter(({ subscriptions }) =>
      [...subscriptions.values()].includes(channel.id),
    );
    for (const { viewer } of subscribed) if (viewer.isBehind()) viewer.skip();
    return subscribed.some(({ viewer }) => !viewer.isBehind());
  };

  const send = (feed: FoxgloveFeed, stampNs: bigint, payload: Uint8Array): void => {
    for (const { viewer, subscriptions } of connections) {
      if (viewer.isBehind()) continue;
      for (const [subscription, channel] of subscriptions) {
        if (channel === feed.channel.id) viewer.offer(messageData(subscription, stampNs, payload));
      }
    }
  };
  const answer = (connection: Connection, text: string): void => {
    const { viewer, subscriptions } = connection;
    const request = readFoxgloveRequest(text);
    if (!request) {
      viewer.tell(warning("only subscribe and unsubscribe are understood here"));
    } else if (request.op === "unsubscribe") {
      for (const id of request.subscriptionIds) subscriptions.delete(id);
    } else {
      for (const { id, channelId } of request.subscriptions) {
        const isKnown = feeds.some(({ channel }) => channel.id === channelId);
        if (isKnown && subscriptions.size < mostSubscriptions) subscriptions.set(id, channelId);
        else viewer.tell(warning(`there is no room or no channel ${channelId} to subscribe to`));
      }
    }
  };

  return {
    answered: (frame, features) => {
      if (connections.size === 0) return;
      for (const feed of feeds) {
        if (feed.sensor !== features.sensor || busy.has(feed) || !isWanted(feed)) continue;
        busy.add(feed);
        void Promise.resolve(feed.payload({ frame, features }))
          .then((payload) => {
            send(feed, features.stampNs, payload);
          })
          .catch((error: unknown) => {
            log.debug(`window: nothing for ${feed.channel.topic}: ${String(error)}`);
          })
          .finally(() => busy.delete(feed));
      }
    },
    welcome: (socket) => {
      const viewer = createViewer({ socket, clock, mostWaitingBytes });
      const connection = { viewer, subscriptions: new Map<number, number>() };
      connections.add(connection);
      socket.on("message", (data: Buffer, isBinary: boolean) => {
        answer(connection, isBinary ? "" : data.toString("utf8"));
      });
      void viewer.closed.then(() => {
        lost += viewer.dropped;
        connections.delete(connection);
      });
      viewer.tell(serverInfo(options.name, session));
      viewer.tell(advertise(feeds.map(({ channel }) => channel)));
    },
    viewers: () => connections.size,
    dropped: () => [...connections].reduce((sum, { viewer }) => sum + viewer.dropped, lost),
    close: async () => {
      for (const { viewer } of connections) viewer.close();
      await Promise.all([...connections].map(({ viewer }) => viewer.closed));
    },
  };
}
