import { useEffect, useState } from "preact/hooks";

/** Colours of the style sheet that charts, which are drawn and not styled, need by value. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly series: readonly string[];
}

function readTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read("--ink"),
    muted: read("--muted"),
    line: read("--line"),
    series: [read("--series-1"), read("--series-2"), read("--series-3")],
  };
}

/** The theme that the system wants now. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const change = (): void => {
      setTheme(readTheme());
    };
    dark.addEventListener("change", change);
    return () => {
      dark.removeEventListener("change", change);
    };
  }, []);
  return theme;
}
