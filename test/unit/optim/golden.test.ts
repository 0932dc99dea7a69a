import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { z } from "zod";
import { meanAll } from "../../../src/graph/derived/mean-all.ts";
import { square } from "../../../src/graph/derived/square.ts";
import { constant } from "../../../src/graph/leaves.ts";
import { add } from "../../../src/graph/ops/add.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { sub } from "../../../src/graph/ops/sub.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";
import { scheduleAt } from "../../../src/optim/schedule.ts";
import { expectAllClose } from "../../support/all-close.ts";
import { freeParameter, runUpdates } from "../../support/update-runner.ts";

const numbers = z.array(z.number());
const tensors = z.record(z.string(), numbers);
/** What test/golden/optimizers.py prints. */
const golden = z
  .strictObject({
    madeBy: z.string(),
    shapes: tensors,
    start: tensors,
    x: numbers,
    y: numbers,
    cases: z.array(
      z.strictObject({
        case: z.string(),
        optimizer: z.looseObject({ name: z.string() }),
        losses: numbers,
        rates: numbers,
        first: tensors,
        last: tensors,
      }),
    ),
  })
  .parse(
    JSON.parse(await readFile(new URL("../../golden/optimizers.json", import.meta.url), "utf8")),
  );

/** The script's network: a layer of tanh and a head, and the mean square of what it misses. */
function network() {
  const parameters = Object.entries(golden.shapes).map(([name, shape]) =>
    freeParameter(name, shape, name.endsWith("weight")),
  );
  const [w1, b1, w2, b2] = parameters.map((p) => p.value);
  const hidden = tanh(add(matMul(constant([8, 3], golden.x), w1!), b1!));
  const missed = sub(add(matMul(hidden, w2!), b2!), constant([8, 2], golden.y));
  return { parameters, loss: meanAll(square(missed)) };
}

it.each(golden.cases)("$optimizer.name makes PyTorch's ten steps: $case", (example) => {
  const { optimizer, losses, rates, first, last } = example;
  const runner = runUpdates({ ...network(), optimizer, start: golden.start });
  expect(losses.length).toBe(10);
  losses.forEach((loss, i) => {
    const at = scheduleAt(runner.update.schedule, { step: i + 1 });
    expect(at.learningRate, `rate of step ${i + 1}`).toBeCloseTo(rates[i]!, 12);
    expect(runner.step()["loss"], `loss before step ${i + 1}`).toBeCloseTo(loss, 10);
    const expected = i === 0 ? first : i === 9 ? last : {};
    for (const [name, values] of Object.entries(expected)) {
      expectAllClose(runner.state(name), values, 1e-10);
    }
  });
});
