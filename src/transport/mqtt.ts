import { fail } from "../core/errors.ts";
import { mqttSchemes, parseMqttAddress } from "./mqtt-address.ts";
import { readMqttCredentials } from "./mqtt-credentials.ts";
import { MqttTransport } from "./mqtt-transport.ts";
import type { TransportKind } from "./transport.ts";

/**
 * MQTT over TCP, TLS or WebSocket, with any broker.
 *
 * Speaks MQTT 5 and falls back to 3.1.1 where the broker refuses it; over 3.1.1 a message carries
 * no content type, stamp, sequence or expiry. `latest` is QoS 0, `reliable` QoS 1. A subscription
 * shared by several observers gets the broker's retained message once, for the first of them.
 * A filter `$share/{group}/{filter}` shares the messages among everyone in the group.
 *
 * While the broker is away the queue fills up to its bound; what it holds is sent on return, unless
 * it expired.
 */
export const mqttTransport: TransportKind = {
  name: "mqtt",
  schemes: mqttSchemes,
  async open(options) {
    const address = parseMqttAddress(options.url);
    const credentials = await readMqttCredentials(address, process.env);
    const transport = new MqttTransport(options, address, credentials);
    const outcome = await transport.connect();
    if (outcome.ok) return transport;
    await transport.close();
    return outcome.failure === "refused"
      ? fail("TRANSPORT_REFUSED", transport.url, outcome.problem)
      : fail("TRANSPORT_UNREACHABLE", transport.url, outcome.problem);
  },
};
