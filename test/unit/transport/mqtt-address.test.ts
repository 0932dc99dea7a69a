import { describe, expect, it } from "vitest";
import { parseMqttAddress } from "../../../src/transport/mqtt-address.ts";

describe("parseMqttAddress", () => {
  it.each([
    ["mqtt://robot.local", { protocol: "mqtt", hostname: "robot.local", port: 1883 }],
    ["mqtts://robot.local", { protocol: "mqtts", port: 8883 }],
    ["mqtt://[::1]:1884", { hostname: "::1", port: 1884 }],
    ["ws://[::1]/mqtt?x=1", { hostname: "[::1]", port: 80, path: "/mqtt?x=1" }],
    ["wss://robot.local:8084", { port: 8084, path: "/" }],
  ])("reads %s", (url, expected) => {
    expect(parseMqttAddress(url)).toMatchObject(expected);
  });

  it("takes credentials from the URL, percent-decoded, and never shows them", () => {
    const address = parseMqttAddress("mqtt://ann:p%40ss%2F@robot.local");
    expect(address).toMatchObject({ username: "ann", password: "p@ss/" });
    expect(address.shown).toBe("mqtt://robot.local");
  });

  it.each([
    ["mqtt://ann:secret@robot.local:1883/saccade", /end it after the port/],
    ["mqtt://ann:secret@", /\/\/: /],
    ["mqtt://ann:secret@robot:99999", /not a URL/],
    ["http://ann:secret@robot", /none of mqtt/],
  ])("refuses %s without repeating the password", (url, problem) => {
    const attempt = () => parseMqttAddress(url);
    expect(attempt).toThrow(expect.objectContaining({ code: "TRANSPORT_ADDRESS_INVALID" }));
    expect(attempt).toThrow(problem);
    expect(attempt).not.toThrow(/secret/);
  });
});
