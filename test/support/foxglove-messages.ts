import { create, toBinary, type DescMessage, type MessageInitShape } from "@bufbuild/protobuf";

/** The bytes of a protobuf message, written by the generated code: not by the code under test. */
export function protobufMessage<D extends DescMessage>(
  schema: D,
  message: MessageInitShape<D>,
): Uint8Array {
  return toBinary(schema, create(schema, message));
}

/** The bytes of a JSON message; bytes in it become base64. */
export function jsonMessage(message: object): Uint8Array {
  const fields = Object.entries(message).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value,
  ]);
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(fields)));
}
