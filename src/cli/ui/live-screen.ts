import type { Clock } from "../../core/clock.ts";
import type { Terminal } from "../command.ts";
import { fitWidth } from "./fit-width.ts";

/** What there is to show now, for both kinds of output. */
export interface LiveView {
  /** The whole picture, redrawn in place on a terminal. */
  readonly screen: readonly string[];
  /** The same in a line or two, for a log file. */
  readonly plain: readonly string[];
}

/** A block of lines that is redrawn in place on a terminal, and a slow log anywhere else. */
export interface LiveScreen {
  /** Shows the newest view; drawn at most every `redrawMs`, logged at most every `plainEveryMs`. */
  update(view: () => LiveView): void;
  /** A line that stays, above the block. */
  note(line: string): void;
  /** Draws the last view and gives the cursor back. Safe to call twice. */
  close(view?: () => LiveView): void;
}

export interface LiveScreenOptions {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Least time between two drawings on a terminal, milliseconds. */
  readonly redrawMs?: number | undefined;
  /** Least time between two plain reports, milliseconds. */
  readonly plainEveryMs?: number | undefined;
}

const hideCursor = "\u001b[?25l";
export const showCursor = "\u001b[?25h";
const clearLine = "\u001b[2K";
const clearBelow = "\u001b[0J";
// Terminals that know it hold the picture back until the block is whole; others ignore it.
const beginFrame = "\u001b[?2026h";
const endFrame = "\u001b[?2026l";

export function openLiveScreen({
  terminal,
  clock,
  redrawMs = 100,
  plainEveryMs = 5000,
}: LiveScreenOptions): LiveScreen {
  let shown: readonly string[] = [];
  let lastMs = -Infinity;
  let isClosed = false;

  const up = (): string => (shown.length > 0 ? `\u001b[${shown.length}A\r` : "\r");

  const draw = (lines: readonly string[]): void => {
    // The last row stays free: writing into it scrolls, and the block would climb.
    const visible = lines
      .slice(0, Math.max(1, terminal.rows - 1))
      .map((line) => fitWidth(line, terminal.columns - 1));
    const body = visible.map((line) => `${clearLine}${line}\n`).join("");
    const cursor = shown.length === 0 ? hideCursor : "";
    terminal.write(`${beginFrame}${cursor}${up()}${body}${clearBelow}${endFrame}`);
    shown = visible;
  };

  const print = (lines: readonly string[]): void => {
    for (const line of lines) terminal.write(`${line}\n`);
  };

  return {
    update: (view) => {
      const now = clock.monotonicMs();
      if (isClosed || now - lastMs < (terminal.isTTY ? redrawMs : plainEveryMs)) return;
      lastMs = now;
      if (terminal.isTTY) draw(view().screen);
      else print(view().plain);
    },
    note: (line) => {
      if (!terminal.isTTY || shown.length === 0) {
        terminal.write(`${line}\n`);
        return;
      }
      const block = shown;
      terminal.write(`${up()}${clearBelow}${line}\n`);
      shown = [];
      draw(block);
    },
    close: (view) => {
      if (isClosed) return;
      isClosed = true;
      if (view) {
        if (terminal.isTTY) draw(view().screen);
        else print(view().plain);
      }
      if (terminal.isTTY && shown.length > 0) terminal.write(showCursor);
    },
  };
}
