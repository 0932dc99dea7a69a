import { execFileSync } from "node:child_process";
import { cpus } from "node:os";

const cell = (value) => {
  if (typeof value !== "number") return String(value ?? "–");
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toPrecision(4);
};

function table(rows) {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(titles),
    line(titles.map(() => "---")),
    ...rows.map((row) => line(titles.map((title) => cell(row[title])))),
  ];
}

/** The card and its driver in the words of nvidia-smi; undefined where there is none. */
function graphicsCard() {
  try {
    const query = [
      "--query-gpu=name,driver_version,memory.total,compute_cap",
      "--format=csv,noheader",
    ];
    return execFileSync("nvidia-smi", query, { encoding: "utf8", timeout: 5000 }).trim();
  } catch {
    return undefined;
  }
}

/** What was run on what: the facts at the head of the report. */
export const machine = (context, doctor) => ({
  provider: context.provider,
  gpu: graphicsCard(),
  cpu: `${cpus()[0]?.model ?? "unknown"}, ${cpus().length} cores`,
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
  onnxruntime: doctor.engines["ort-native"].version,
  device: doctor.device.profile,
  command: context.command,
});

/** The findings as docs/results/gpu.md has them. */
export function markdown(facts, findings) {
  const lines = Object.entries(facts).map(([name, value]) => `- ${name}: ${value ?? "none"}`);
  for (const { name, isRight, claim, skipped, failure, rows, seconds } of findings) {
    lines.push("", `## ${name[0].toUpperCase()}${name.slice(1)}`, "");
    if (skipped !== undefined) lines.push(`Not run: ${skipped}.`);
    else if (failure !== undefined) lines.push(`Failed: ${failure}`);
    else lines.push(`${isRight ? "Holds" : "Does not hold"}: ${claim}.`, "", ...table(rows));
    lines.push("", `(${seconds.toFixed(0)} s)`);
  }
  return `${lines.join("\n")}\n`;
}
