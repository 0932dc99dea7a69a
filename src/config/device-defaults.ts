import type { Device } from "../runtime/recognise-device.ts";

/** One field that the device has a say in, and who said it. */
export interface DeviceSetting {
  readonly path: string;
  readonly value: number;
  readonly from: "configuration" | "device profile";
}

/** The machine's memory that one process should leave to others. */
const shareOfMemory = 0.5;
const smallestBudgetMb = 200;

/**
 * What the device's profile says for fields of the configuration. Never more threads than there are
 * cores, never more than half of the memory that is there: a profile is also taken for the small
 * variants of a board.
 */
function deviceDefaults({ profile, cores, memoryMb }: Device): Readonly<Record<string, number>> {
  const { training, inference, memory, thermal } = profile;
  const affordableMb = Math.max(smallestBudgetMb, Math.floor(memoryMb * shareOfMemory));
  return {
    memoryBudgetMb: Math.min(memory.budgetMb, affordableMb),
    "learn.threads": Math.min(training.threads, cores),
    "learn.niceness": training.niceness,
    "learn.governor.maxDuty": training.duty,
    "learn.governor.slowAtC": thermal.slowAtC,
    "learn.governor.stopAtC": thermal.stopAtC,
    "infer.threads": Math.min(inference.threads, cores),
  };
}

/**
 * Puts the device's defaults into what was read from a file, wherever the file says nothing. What is
 * not a section where one is expected stays as it is: the schema names it.
 *
 * @returns a new value, and each field with who said it
 */
export function withDeviceDefaults(
  raw: unknown,
  device: Device,
): { readonly raw: unknown; readonly settings: readonly DeviceSetting[] } {
  let filled = raw;
  const settings = Object.entries(deviceDefaults(device)).map(([path, value]): DeviceSetting => {
    const keys = path.split(".");
    const own = valueAt(filled, keys);
    if (own === undefined) {
      filled = putAt(filled, keys, value);
      return { path, value, from: "device profile" };
    }
    return { path, value: Number(own), from: "configuration" };
  });
  return { raw: filled, settings };
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueAt(raw: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return raw;
  return isSection(raw) ? valueAt(raw[key], rest) : undefined;
}

function putAt(raw: unknown, [key, ...rest]: readonly string[], value: number): unknown {
  if (key === undefined) return value;
  if (raw !== undefined && !isSection(raw)) return raw;
  return { ...raw, [key]: putAt(raw?.[key], rest, value) };
}
