/** For whoever uses what Saccade publishes: no native part, no part of the learner. `saccade/client` */
export { openClient, type Client, type ClientHandlers, type ClientOptions } from "./client.ts";
export type { ClientConnection, OnMessage } from "./connection.ts";
export type { ModelMessage } from "./model-message.ts";
export { mqttConnection, type MqttLike } from "./mqtt-connection.ts";
export { zeromqConnection, type ZeromqLike } from "./zeromq-connection.ts";
export type { FeatureMessage } from "../publish/feature-message.ts";
export type { SurpriseMessage } from "../publish/surprise-message.ts";
