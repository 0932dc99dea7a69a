import { expect, it } from "vitest";
import { createJsonLogger } from "../../../src/cli/json-logger.ts";

it("a log for programs is one JSON object a line, at or above its level", () => {
  const lines: string[] = [];
  const log = createJsonLogger({ level: "info", write: (line) => lines.push(line) });
  log.debug("nothing");
  log.warn('camera: "late"\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/\n$/);
  const line = JSON.parse(lines[0]!) as Record<string, unknown>;
  expect(line).toMatchObject({ level: "warn", name: "saccade", msg: 'camera: "late"\n' });
  expect(Date.parse(String(line["time"]))).not.toBeNaN();
});
