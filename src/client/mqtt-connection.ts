import type { ClientConnection } from "./connection.ts";

/** The part of an `mqtt` client (MQTT.js 5) that is used. */
export interface MqttLike {
  subscribeAsync(topics: string[]): Promise<unknown>;
  unsubscribeAsync(topics: string[]): Promise<unknown>;
  on(event: "message", listener: (topic: string, payload: Uint8Array) => void): unknown;
  off(event: "message", listener: (topic: string, payload: Uint8Array) => void): unknown;
}

/** A connection of the caller's own: it subscribes and listens on it, and never closes it. */
export function mqttConnection(client: MqttLike): ClientConnection {
  return {
    receive: async (topics, onMessage) => {
      client.on("message", onMessage);
      await client.subscribeAsync([...topics]);
      return async () => {
        client.off("message", onMessage);
        await client.unsubscribeAsync([...topics]);
      };
    },
  };
}

/** Connects to a broker with the `mqtt` package, which is loaded only now; it reconnects by itself. */
export async function connectMqtt(url: string): Promise<ClientConnection> {
  const { connectAsync } = await import("mqtt");
  const client = await connectAsync(url, { reconnectPeriod: 500, connectTimeout: 3000 });
  // A broker that went away is no news here: the watchdog tells what matters.
  client.on("error", () => undefined);
  return {
    receive: async (topics, onMessage) => {
      client.on("message", onMessage);
      await client.subscribeAsync([...topics]);
      return () => client.endAsync();
    },
  };
}
