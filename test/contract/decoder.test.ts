import { expect, it } from "vitest";
import { decoders } from "../../src/decode/index.ts";
import { describeDecoder } from "./decoder-contract.ts";
import { decoderExamples } from "./decoder-examples.ts";

it("has an example of every decoder", () => {
  expect(Object.keys(decoderExamples)).toEqual(decoders.names);
});

for (const decoder of decoders.entries) {
  const example = decoderExamples[decoder.name];
  if (example !== undefined) describeDecoder(decoder, example);
}
