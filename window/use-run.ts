import { useEffect, useState } from "preact/hooks";
import type { RunStore, RunView } from "./run-store.ts";

/** The newest view; drawn anew when it changes, and once a second for what ages. */
export function useRun(store: RunStore): RunView {
  const [, redraw] = useState(0);
  useEffect(() => {
    const again = (): void => {
      redraw((n) => n + 1);
    };
    const end = store.onView(again);
    const timer = setInterval(again, 1000);
    return () => {
      end();
      clearInterval(timer);
    };
  }, [store]);
  return store.view();
}
