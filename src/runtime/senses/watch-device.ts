import { cpuLoadBetween } from "./cpu-load.ts";
import { createDeviceFiles } from "./device-files.ts";
import { lookAtDevice, type DeviceState } from "./look-at-device.ts";
import { findNvidiaSmi, readGpuCards } from "./nvidia-smi.ts";

/** The newest state; everything absent before the first look. `cpuLoad` is since the look before. */
export type DeviceReadings = DeviceState & { readonly cpuLoad?: number | undefined };

/** The device's state, looked at over and over beside the event loop. */
export interface DeviceWatch {
  read(): DeviceReadings;
  /** Resolves after the first look. */
  readonly ready: Promise<void>;
  /** Looks no more. Safe to call twice. */
  close(): void;
}

/** nvidia-smi starts a process and takes a tenth of a second: asked more seldom than files. */
const cardsEveryMs = 1000;

/** Looks every `everyMs`; a look that takes longer is not overtaken by the next. */
export function watchDevice(options: {
  readonly root?: string | undefined;
  readonly everyMs: number;
}): DeviceWatch {
  const files = createDeviceFiles({ root: options.root });
  let state: DeviceState = {};
  let cards: DeviceState["cards"];
  let cpuLoad: number | undefined;
  let isClosed = false;
  const timers = new Set<NodeJS.Timeout>();

  const look = async (): Promise<void> => {
    const found = await lookAtDevice(files);
    if (state.cpu && found.cpu) cpuLoad = cpuLoadBetween(state.cpu, found.cpu) ?? cpuLoad;
    state = found;
  };
  const repeat = async (everyMs: number, act: () => Promise<void>): Promise<void> => {
    const startMs = performance.now();
    await act();
    if (isClosed) return;
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        void repeat(everyMs, act);
      },
      Math.max(0, everyMs - (performance.now() - startMs)),
    );
    timer.unref();
    timers.add(timer);
  };
  const watchCards = async (): Promise<void> => {
    const program = await findNvidiaSmi(files.root);
    if (program === undefined || isClosed) return;
    await repeat(cardsEveryMs, async () => {
      cards = await readGpuCards(program);
    });
  };
  const ready = repeat(options.everyMs, look);
  void watchCards();

  return {
    read: () => ({ ...state, cards, cpuLoad }),
    ready,
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
