import { describe, expect, it } from "vitest";
import { parseZeromqAddress } from "../../../src/transport/zeromq-address.ts";

describe("parseZeromqAddress", () => {
  it.each([
    ["tcp://127.0.0.1:5556", "publisher", { endpoint: "tcp://127.0.0.1:5556", isBinding: true }],
    ["tcp://robot:5556", "subscriber", { endpoint: "tcp://robot:5556", isBinding: false }],
    ["tcp://*:*", "publisher", { endpoint: "tcp://*:*", isBinding: true }],
    ["tcp://robot:5556?connect=1", "publisher", { isBinding: false }],
    ["tcp://*:5556?bind=1", "subscriber", { endpoint: "tcp://*:5556", isBinding: true }],
    ["ipc:///run/robot/camera.sock", "subscriber", { endpoint: "ipc:///run/robot/camera.sock" }],
    ["tcp://robot:5556?pipe=1&bind=1", "subscriber", { isBinding: true, isPipe: true }],
    ["tcp://robot:5556?curve=1", "subscriber", { isBinding: false, isCurve: true, isPipe: false }],
    ["tcp://[::1]:5556", "subscriber", { endpoint: "tcp://[::1]:5556" }],
  ] as const)("reads %s for a %s", (url, role, expected) => {
    expect(parseZeromqAddress(url, role)).toMatchObject(expected);
  });

  it.each([
    ["tcp://127.0.0.1:99999", "publisher", /above 65535/],
    ["tcp://127.0.0.1", "publisher", /host:port/],
    ["tcp://127.0.0.1:5556/camera", "publisher", /host:port/],
    ["tcp://*:5556", "subscriber", /only the binding side/],
    [
      "tcp://127.0.0.1:5556?hwm=3",
      "publisher",
      /'hwm=3' is none of bind=1, connect=1, curve=1, pipe=1/,
    ],
    ["tcp://127.0.0.1:5556?bind=0", "publisher", /'bind=0'/],
    ["ipc://", "publisher", /path is missing/],
    [`ipc:///${"x".repeat(120)}`, "publisher", /107 bytes/],
  ] as const)("refuses %s for a %s", (url, role, problem) => {
    const attempt = () => parseZeromqAddress(url, role);
    expect(attempt).toThrow(expect.objectContaining({ code: "TRANSPORT_ADDRESS_INVALID" }));
    expect(attempt).toThrow(problem);
  });
});
