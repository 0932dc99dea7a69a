import { fail } from "../core/errors.ts";

/** What a message on a sensor's topic is. */
export const topicKinds = [
  "command",
  "features",
  "frame",
  "health",
  "model",
  "prediction",
  "state",
  "surprise",
] as const;

type TopicKind = (typeof topicKinds)[number];

/** What a fleet, device or sensor may be called: no separator and no wildcard of any transport. */
export const identifierPattern = /^[A-Za-z0-9_.:-]+$/;

/** Who a topic belongs to. */
export interface DeviceAddress {
  readonly fleet: string;
  readonly device: string;
}

export interface TopicAddress extends DeviceAddress {
  readonly sensor: string;
  readonly kind: TopicKind;
}

const prefix = "saccade/v1";

function checked(word: string, what: string): string {
  if (!identifierPattern.test(word)) {
    fail("OPTION_INVALID", what, "letters, digits and _ . : - only", word);
  }
  return word;
}

/**
 * `saccade/v1/{fleet}/{device}/{sensor}/{kind}`.
 * @throws AppError OPTION_INVALID when a part is no identifier
 */
export function topicFor({ fleet, device, sensor, kind }: TopicAddress): string {
  return `${prefix}/${checked(fleet, "fleet")}/${checked(device, "device")}/${checked(sensor, "sensor")}/${kind}`;
}

/**
 * `saccade/v1/{fleet}/{device}/connection`: whether the device is there at all.
 * @throws AppError OPTION_INVALID when a part is no identifier
 */
export function connectionTopic({ fleet, device }: DeviceAddress): string {
  return `${prefix}/${checked(fleet, "fleet")}/${checked(device, "device")}/connection`;
}

/**
 * A subscription filter: parts left out match everything.
 * @throws AppError OPTION_INVALID when a part is no identifier
 */
export function topicFilter(address: {
  readonly [P in keyof TopicAddress]?: TopicAddress[P] | undefined;
}): string {
  const part = (key: "fleet" | "device" | "sensor") => {
    const word = address[key];
    return word === undefined ? "+" : checked(word, key);
  };
  return `${prefix}/${part("fleet")}/${part("device")}/${part("sensor")}/${address.kind ?? "+"}`;
}

/** Takes a sensor's topic apart; undefined when it is not one of ours. Never throws. */
export function parseTopic(topic: string): TopicAddress | undefined {
  const parts = topic.split("/");
  if (parts.length !== 6) return undefined;
  const [root, version, fleet, device, sensor, word] = parts;
  const kind = topicKinds.find((k) => k === word);
  if (`${root ?? ""}/${version ?? ""}` !== prefix || kind === undefined) return undefined;
  if (![fleet, device, sensor].every((p) => p !== undefined && identifierPattern.test(p))) {
    return undefined;
  }
  return { fleet: fleet!, device: device!, sensor: sensor!, kind };
}

/** Fills `{fleet}`, `{device}` and `{sensor}` of a configured topic. */
export function expandTopic(
  template: string,
  names: DeviceAddress & { readonly sensor: string },
): string {
  return template.replaceAll(
    /\{(fleet|device|sensor)\}/g,
    (_, key: keyof typeof names) => names[key],
  );
}
