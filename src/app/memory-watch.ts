/** Resident memory of this process, megabytes of 10⁶ bytes. */
export interface MemoryWatch {
  read(): { readonly rssMb: number; readonly peakRssMb: number };
  close(): void;
}

/** Looks four times a second; the operating system's own peak would include the start. */
export function watchMemory(): MemoryWatch {
  let peak = 0;
  const look = (): number => {
    const rss = process.memoryUsage.rss() / 1e6;
    peak = Math.max(peak, rss);
    return rss;
  };
  const timer = setInterval(look, 250);
  timer.unref();
  return {
    read: () => ({ rssMb: look(), peakRssMb: peak }),
    close: () => {
      clearInterval(timer);
    },
  };
}
