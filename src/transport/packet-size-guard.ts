/**
 * Watches the MQTT packets that arrive on `stream` and reports one that announces more than
 * `maxPacketBytes`, before its body arrives.
 *
 * MQTT 3.1.1 has no packet limit (a header may announce 256 MB) and the parsers buffer whatever is
 * announced, so the length is read here, from the fixed headers alone. Looks at each chunk as it is
 * read and changes neither its flow nor its bytes.
 *
 * @see OASIS MQTT 5.0, 2.1.4 Remaining Length
 */
export function guardPacketSize(options: {
  readonly stream: { on(event: "data", listener: (chunk: Uint8Array) => void): unknown };
  readonly maxPacketBytes: number;
  /** Called once per packet that is too large; normally destroys the stream. */
  readonly onTooLarge: (packetBytes: number) => void;
}): void {
  let bodyLeft = 0;
  let lengthBytes = -1; // -1: the next byte is a packet type; else length bytes read so far
  let length = 0;

  options.stream.on("data", (chunk: Uint8Array) => {
    let at = 0;
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const step = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= step;
        at += step;
        continue;
      }
      const byte = chunk[at++]!;
      if (lengthBytes < 0) {
        lengthBytes = 0;
        length = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** lengthBytes++;
      const isLastLengthByte = (byte & 0x80) === 0 || lengthBytes === 4;
      if (!isLastLengthByte) continue;
      if (1 + lengthBytes + length > options.maxPacketBytes) {
        options.onTooLarge(1 + lengthBytes + length);
      }
      bodyLeft = length;
      lengthBytes = -1;
    }
  });
}
