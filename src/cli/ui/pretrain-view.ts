import type { PretrainProgress } from "../../app/pretrain.ts";
import type { LiveView } from "./live-screen.ts";
import { count, decimal, duration } from "./words.ts";

/** Width of the progress bar, cells. */
const barWidth = 24;

/** How far a training on a recording has come, for a person. */
export function pretrainView(
  { frames, seconds, report }: PretrainProgress,
  goal: { readonly seconds?: number | undefined; readonly steps?: number | undefined },
): LiveView {
  const part = Math.max(
    goal.seconds === undefined ? 0 : seconds / goal.seconds,
    goal.steps === undefined ? 0 : report.step / goal.steps,
  );
  const filled = Math.round(barWidth * Math.min(1, part));
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
  const facts = [
    duration(seconds),
    `step ${count(report.step)}`,
    `${count(frames)} frames`,
    ...Object.entries(report.scalars)
      .filter(([name]) => name !== "isFinite" && name !== "gradientNorm" && !name.includes("/"))
      .map(([name, value]) => `${name} ${decimal(value, 3)}`),
  ].join("  ");
  return { screen: [`${bar} ${facts}`], plain: [facts] };
}
