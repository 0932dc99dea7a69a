import { readBoard, type Board } from "./board.ts";
import { readCpuTicks, type CpuTicks } from "./cpu-load.ts";
import type { DeviceFiles } from "./device-files.ts";
import { readGpuLoad, type GpuLoad } from "./gpu-load.ts";
import { readL4tVersion } from "./l4t-version.ts";
import { readMemory, type MemoryRoom } from "./memory.ts";
import type { GpuCard } from "./nvidia-smi.ts";
import { readPowerMode, type PowerMode } from "./power-mode.ts";
import { readPowerRails, type PowerRail } from "./power-rails.ts";
import { readTemperatures, type Temperature } from "./temperatures.ts";

/** Everything that the device tells of itself at one moment; absent = it does not, or not in time. */
export interface DeviceState {
  readonly board?: Board | undefined;
  readonly l4t?: string | undefined;
  readonly powerMode?: PowerMode | undefined;
  readonly temperatures?: readonly Temperature[] | undefined;
  readonly gpu?: GpuLoad | undefined;
  readonly cards?: readonly GpuCard[] | undefined;
  readonly rails?: readonly PowerRail[] | undefined;
  readonly memory?: MemoryRoom | undefined;
  readonly cpu?: CpuTicks | undefined;
}

/** Reads every sense at once; never throws. Takes no longer than the files' timeout and a little. */
export async function lookAtDevice(files: DeviceFiles): Promise<DeviceState> {
  const [board, l4t, powerMode, temperatures, gpu, rails, memory, cpu] = await Promise.all([
    readBoard(files),
    readL4tVersion(files),
    readPowerMode(files),
    readTemperatures(files),
    readGpuLoad(files),
    readPowerRails(files),
    readMemory(files),
    readCpuTicks(files),
  ]);
  return { board, l4t, powerMode, temperatures, gpu, rails, memory, cpu };
}
