/** The encoder that answers now, as the retained `model` topic tells it. */
export interface ModelMessage {
  readonly sensor: string;
  /** Content hash of its weights. */
  readonly version: string;
  /** Training steps behind it. */
  readonly step: number;
}

/** Reads a `model` message; undefined when it is none. Never throws. */
export function readModel(sensor: string, payload: Uint8Array): ModelMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!("version" in value) || !("step" in value)) return undefined;
  const { version, step } = value;
  if (typeof version !== "string" || typeof step !== "number") return undefined;
  return { sensor, version, step };
}
