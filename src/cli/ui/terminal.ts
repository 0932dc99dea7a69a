import type { WriteStream } from "node:tty";
import type { Terminal } from "../command.ts";

/** A view of a standard stream: its size now, whether a person looks at it, whether colour is welcome. */
export function terminalOf(
  stream: Pick<WriteStream, "write"> & { isTTY?: boolean; columns?: number; rows?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  const isTTY = stream.isTTY === true && environment["TERM"] !== "dumb";
  return {
    write: (text) => {
      stream.write(text);
    },
    isTTY,
    get columns() {
      return sizeOr(stream.columns, 100);
    },
    get rows() {
      return sizeOr(stream.rows, 40);
    },
    // https://no-color.org: any value but the empty one switches colour off.
    hasColor: isTTY && (environment["NO_COLOR"] ?? "") === "",
  };
}

/** A terminal that does not know its size says 0. */
function sizeOr(size: number | undefined, fallback: number): number {
  return size === undefined || size <= 0 ? fallback : size;
}
